// Tables, and how a terminal shows them. All cells are data: whoever draws a table escapes them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xner::reports {

inline constexpr std::size_t kTerminalWidth = 80;
/// Shown for a value that is undefined.
inline constexpr std::string_view kUndefined = "–";

struct TableColumn {
  std::string title;
  bool number = false;  ///< right-aligned, and never broken into lines
};

enum class Look {
  kPlain,
  kBest,     ///< the best of its column, where that stands
  kQuiet,    ///< belongs to the row above: what is published, a difference
  kMissing,  ///< there is no value
  kFailed,
};

/// Most cells are a text, and made of one.
struct Cell {
  Cell() = default;
  Cell(std::string words) : text(std::move(words)) {}  // NOLINT(google-explicit-constructor)
  Cell(const char* words) : text(words) {}             // NOLINT(google-explicit-constructor)

  std::string text;
  std::string spread{};  ///< "± 0.41", "[-0.30, +2.80]": behind the text, and less than it
  std::string note{};    ///< why it is so; formats with footnotes have it below the table
  Look look = Look::kPlain;

  [[nodiscard]] bool empty() const noexcept { return text.empty() && spread.empty(); }
  /// "59.93 ± 0.41"
  [[nodiscard]] std::string words() const;
  friend bool operator==(const Cell&, const Cell&) = default;
};

/// A heading over rows, as papers have sizes.
struct Band {
  std::size_t row = 0;  ///< stands above this one
  std::string title;
};

struct Table {
  std::vector<TableColumn> columns;
  std::vector<std::vector<Cell>> rows;  ///< one cell for each column
  std::vector<std::size_t> alarms{};    ///< rows that a terminal with colours shows in red
  std::vector<Band> bands{};            ///< by row
  std::vector<std::string> remarks{};   ///< how to read it: below the table, not on a terminal

  /// Heads the rows that come, unless the band before has this title, too.
  void begin_band(const std::string& title);
  /// Leaves out a column that is empty in every row.
  void drop_if_empty(std::string_view title);
  /// The title of the band that begins at this row, or nullptr.
  [[nodiscard]] const std::string* band_at(std::size_t row) const noexcept;
  /// The notes of its cells, each once, in order; the first is note 1.
  [[nodiscard]] std::vector<std::string> notes() const;
};

/// Three digits, or all before the point: "2.30", "92.5", "4654".
[[nodiscard]] std::string rate_text(double value);

/// A p value in a table: "0.0312", "<0.0001".
[[nodiscard]] std::string p_text(double p);
/// A p value in a sentence: "p = 0.031", "p < 0.0001".
[[nodiscard]] std::string p_said(double p);

/// Safe on a terminal and in one line: `printable`, line breaks and tabs as spaces.
[[nodiscard]] std::string terminal_text(std::string_view text);

/// Columns that a terminal needs for valid UTF-8: 2 for wide East Asian characters, 0 for combining
/// marks.
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;

/// Text in lines of at most `width` columns, each with its newline, broken as cells are.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width = kTerminalWidth);

/// The same right of `lead`, which stands before the first line.
[[nodiscard]] std::string beside(const std::string& lead, std::string_view text);

/// Lines of at most `width` columns, as far as the numbers allow: text cells are broken into lines,
/// at spaces if there are any, else between the parts of a name, and inside a word last of all.
/// @param colour only if the output is a terminal and NO_COLOR is not set.
[[nodiscard]] std::string to_terminal(const Table& table, std::size_t width = kTerminalWidth,
                                      bool colour = false);

}  // namespace xner::reports
