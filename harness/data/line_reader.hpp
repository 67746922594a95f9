// Lines of a text file as every reader of corpora sees them: valid UTF-8, without line ends,
// without surprises. The file is read in blocks; memory is bounded by the longest
// line allowed. Limits: base/limits.hpp.
#pragma once

#include <cstddef>
#include <filesystem>
#include <istream>
#include <memory>
#include <string>

#include "harness/base/limits.hpp"

namespace xner::data {

/// What was normalised on the way, for the data card of a file.
struct LineReport {
  bool byte_order_mark = false;
  bool missing_last_newline = false;
  std::size_t crlf_lines = 0;
  std::size_t lone_cr_lines = 0;
  std::size_t repaired_bytes = 0;  ///< invalid bytes replaced by U+FFFD
};

/// What is wrong with a line, if anything; `column` counts bytes from 1.
struct LineDefect {
  std::size_t column = 0;
  std::string message;
};

/// A line ends at LF, CR LF or a lone CR, and at nothing else: U+2028, U+2029, U+0085, VT, FF, NUL
/// and all other control characters but the tab are defects. A leading byte order mark is dropped.
class LineReader {
 public:
  /// @param file a path, or "-" for standard input. @throws Error{kIo} if it cannot be opened.
  /// @param repair replaces invalid UTF-8 by U+FFFD instead of reporting a defect.
  explicit LineReader(const std::filesystem::path& file, bool repair = false);
  /// @param max_bytes a longer file ends with a defective line that says so.
  LineReader(std::unique_ptr<std::istream> input, bool repair,
             std::size_t max_bytes = kMaxCorpusBytes);

  /// The next line into `text`; false at the end. `defect.message` is empty if the line is good;
  /// the text of a defective line is not to be used. @throws Error{kIo} if reading fails.
  [[nodiscard]] bool next(std::string& text, LineDefect& defect);
  [[nodiscard]] std::size_t line() const noexcept {
    return line_;
  }  ///< of the line last returned, from 1
  [[nodiscard]] const LineReport& report() const noexcept { return report_; }

  /// Whether a tab occurs anywhere from here to the end; the position stays.
  [[nodiscard]] bool any_tab_ahead();

 private:
  bool fill();
  void check(std::string& text, LineDefect& defect);

  std::unique_ptr<std::istream> input_;
  bool repair_;
  std::size_t max_bytes_;
  std::size_t bytes_ = 0;  ///< read so far
  std::string block_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
  bool skip_newline_ = false;
  bool refused_ = false;
  LineReport report_;
};

}  // namespace xner::data
