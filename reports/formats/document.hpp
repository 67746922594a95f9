// A report before it has a format: what Markdown, HTML and LaTeX show is this, in this order. All
// texts are data, and escaped by whoever writes a format.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "reports/formats/plots.hpp"
#include "reports/formats/table.hpp"

namespace xner::reports {

struct Paragraph {
  std::string lead;  ///< set off in front of the text; may be ""
  std::string text;
};

/// Lines that are kept as they are.
struct Code {
  std::string text;
};

struct Item {
  std::string text;
  std::string code{};  ///< behind the text, as code
};

struct List {
  std::vector<Item> items;
};

using Part = std::variant<Paragraph, Code, List, Table, ForestPlot, LinePlot>;

[[nodiscard]] inline bool is_plot(const Part& part) {
  return std::holds_alternative<ForestPlot>(part) || std::holds_alternative<LinePlot>(part);
}

struct Section {
  std::string title;
  std::vector<Part> parts;
  bool detail = false;  ///< for looking things up: folded in HTML, an appendix in LaTeX
};

struct Document {
  std::string title;
  std::vector<std::pair<std::string, std::string>> facts;  ///< what, and its value
  std::vector<std::string> notes;                          ///< what to know before reading
  std::vector<Section> sections;

  /// A section of a table, and what is said above it; none without rows.
  void add_table(std::string heading, std::string text, Table table, bool detail = false);
};

/// Without plots: their numbers are in the tables.
[[nodiscard]] std::string to_markdown(const Document& document);
/// A document of its own for pdflatex, xelatex or lualatex, with booktabs; without plots.
/// Characters that pdflatex does not know become their code point.
[[nodiscard]] std::string to_latex(const Document& document);
/// One file that loads nothing and runs no script; well-formed XML.
[[nodiscard]] std::string to_html(const Document& document);

}  // namespace xner::reports
