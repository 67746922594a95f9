// See document.hpp.
#include "reports/formats/document.hpp"

namespace xner::reports {

void Document::add_table(std::string heading, std::string text, Table table, bool detail) {
  if (table.rows.empty()) return;
  Section section{std::move(heading), {}, detail};
  if (!text.empty()) section.parts.emplace_back(Paragraph{"", std::move(text)});
  section.parts.emplace_back(std::move(table));
  sections.push_back(std::move(section));
}

}  // namespace xner::reports
