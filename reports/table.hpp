// Tables of text cells, drawn for a terminal or as Markdown. All cells are data: they are escaped
// here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace xner::reports {

inline constexpr std::size_t kTerminalWidth = 80;
/// Shown for a value that is undefined.
inline constexpr std::string_view kUndefined = "–";

struct TableColumn {
  std::string title;
  bool number = false;  ///< right-aligned, and never broken into lines
};

struct Table {
  std::vector<TableColumn> columns;
  std::vector<std::vector<std::string>> rows;  ///< one cell for each column
  std::vector<std::size_t> alarms{};           ///< rows that a terminal with colours shows in red

  /// Leaves out a column that is empty in every row.
  void drop_if_empty(std::string_view title);
};

/// Safe on a terminal and in one line: `printable`, line breaks and tabs as spaces.
[[nodiscard]] std::string terminal_text(std::string_view text);

/// Safe as Markdown text and in a cell of a Markdown table: what could begin markup, HTML or a cell
/// is escaped.
[[nodiscard]] std::string markdown_text(std::string_view text);

/// As inline code in Markdown, outside of tables (those split cells before they read code); holds
/// backticks too.
[[nodiscard]] std::string markdown_code(std::string_view text);

/// Columns that a terminal needs for valid UTF-8: 2 for wide East Asian characters, 0 for combining
/// marks.
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;

/// Text in lines of at most `width` columns, each with its newline, broken as cells are.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width = kTerminalWidth);

/// Lines of at most `width` columns, as far as the numbers allow: text cells are broken into lines,
/// at spaces if there are any, else between the parts of a name, and inside a word last of all.
/// @param colour only if the output is a terminal and NO_COLOR is not set.
[[nodiscard]] std::string to_terminal(const Table& table, std::size_t width = kTerminalWidth,
                                      bool colour = false);
[[nodiscard]] std::string to_markdown(const Table& table);

}  // namespace xner::reports
