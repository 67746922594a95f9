// Text that is printed, over any bytes: what a terminal, a table, Markdown, LaTeX and HTML show of
// data. Holds all to: valid UTF-8, no control character or direction mark, no markup from data.
#include <algorithm>

#include "harness/base/utf8.hpp"
#include "reports/formats/latex.hpp"
#include "reports/formats/markdown.hpp"
#include "reports/formats/markup.hpp"
#include "reports/formats/table.hpp"
#include "tests/fuzz/check.hpp"

namespace {

using namespace xner;
using fuzz::require;

void check_inert(std::string_view text) {
  require(!find_invalid_utf8(text), "printed text is UTF-8");
  require(printable(text) == text, "printed text has nothing left to replace");
  require(text.find_first_of("\n\r") == text.npos, "a cell is one line");
}

/// Whether the character at `at` is behind an odd number of backslashes.
bool escaped(std::string_view text, std::size_t at) {
  std::size_t backslashes = 0;
  while (backslashes < at && text[at - 1 - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::text_of(data, size);
  const std::string terminal = reports::terminal_text(bytes);
  check_inert(terminal);
  const std::string markdown = reports::markdown_text(bytes);
  check_inert(markdown);
  for (std::size_t i = 0; i < markdown.size(); ++i) {
    require(markdown[i] != '<' && markdown[i] != '>', "no HTML in Markdown");
    const bool markup = std::string_view("|`*[]$").find(markdown[i]) != std::string_view::npos;
    require(!markup || escaped(markdown, i), "no markup in Markdown");
  }
  check_inert(reports::markdown_code(bytes));
  const std::string latex = reports::latex_text(bytes);
  check_inert(latex);
  for (const char live : {'%', '#', '&', '_'})
    for (std::size_t at = 0; (at = latex.find(live, at)) != std::string::npos; ++at)
      require(escaped(latex, at), "no command in LaTeX");
  reports::Markup page;
  page.leaf("p", bytes, {{"title", std::string(bytes)}});
  require(std::ranges::count(page.markup(), '<') == 2, "no tag in HTML");
  const std::string shorter = shortened(bytes, 40);
  require(!find_invalid_utf8(shorter) && shorter.size() <= 3 * 40 + 3, "a quote is short");

  reports::Table table{{{"name"}, {"F1", true}}, {{std::string(bytes), "1.00"}, {"x", "2.00"}}, {}};
  std::string_view drawn;
  const std::string all = reports::to_terminal(table, 40);
  for (std::string_view rest = all; !rest.empty();) {
    drawn = fuzz::take_until(rest, "\n");
    check_inert(drawn);
  }
  return 0;
}
