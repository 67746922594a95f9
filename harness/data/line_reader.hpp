// Lines of a text file as every reader of corpora sees them: valid UTF-8, without line ends,
// without surprises. RELIABILITY 3.1. The file is read in blocks; memory is bounded by the longest
// line allowed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <istream>
#include <memory>
#include <string>

namespace xner::data {

inline constexpr std::size_t kMaxLineBytes = std::size_t{1} << 20;

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
  LineReader(std::unique_ptr<std::istream> input, bool repair);

  /// The next line into `text`; false at the end. `defect.message` is empty if the line is good;
  /// the text of a defective line is not to be used.
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
  std::string block_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
  bool skip_newline_ = false;
  LineReport report_;
};

}  // namespace xner::data
