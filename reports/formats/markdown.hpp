// Markdown: escaping of data, and tables.
#pragma once

#include <string>
#include <string_view>

#include "reports/formats/table.hpp"

namespace xner::reports {

/// Safe as Markdown text and in a cell of a Markdown table: what could begin markup, HTML or a cell
/// is escaped.
[[nodiscard]] std::string markdown_text(std::string_view text);

/// As inline code in Markdown, outside of tables (those split cells before they read code); holds
/// backticks too.
[[nodiscard]] std::string markdown_code(std::string_view text);

/// Lines as a block of code, which the text cannot close.
[[nodiscard]] std::string markdown_block(std::string_view text);

/// Notes and remarks stand below it as lists.
[[nodiscard]] std::string to_markdown(const Table& table);

}  // namespace xner::reports
