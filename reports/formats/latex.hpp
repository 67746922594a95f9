// LaTeX: escaping of data, and tables with booktabs.
#pragma once

#include <string>
#include <string_view>

#include "reports/formats/table.hpp"

namespace xner::reports {

/// Text in one line that no TeX engine reads as a command. ASCII and Latin-1 letters stay; what
/// else pdflatex does not know is written as \xnerchar{<code point>}, which the preamble of
/// `to_latex` (document.hpp) defines.
[[nodiscard]] std::string latex_text(std::string_view text);

/// A `table` that floats, as small as its columns need. @param caption escaped here.
/// @param label ASCII letters and digits, for \ref.
[[nodiscard]] std::string to_latex(const Table& table, std::string_view caption,
                                   std::string_view label);

/// The same over as many pages as it needs.
[[nodiscard]] std::string to_latex_pages(const Table& table, std::string_view caption,
                                         std::string_view label);

}  // namespace xner::reports
