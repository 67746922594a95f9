// See score_text.hpp.
#include "reports/score_text.hpp"

#include <fmt/format.h>

namespace xner::reports {

std::string percent(const std::optional<double>& fraction) {
  return fraction ? fmt::format("{:.2f}", 100 * *fraction) : std::string(kUndefined);
}

std::string type_name(const std::string& type) { return type.empty() ? "(untyped)" : type; }

Table score_table(const score::Score& score) {
  Table table;
  table.columns.push_back({"type", false});
  for (const char* title : {"precision", "recall", "F1", "gold", "found", "correct"})
    table.columns.push_back({title, true});
  const auto add = [&](const std::string& name, const score::Counts& counts) {
    table.rows.push_back({name, percent(counts.precision()), percent(counts.recall()),
                          percent(counts.f1()), std::to_string(counts.gold),
                          std::to_string(counts.predicted), std::to_string(counts.correct)});
  };
  add("overall", score.overall);
  for (const auto& [type, counts] : score.types) add(type_name(type), counts);
  return table;
}

std::string score_remarks(const score::Score& score) {
  std::string remarks;
  if (score.overall.gold == 0) remarks += "The gold column has no entity.\n";
  if (score.overall.predicted == 0) remarks += "The prediction has no entity.\n";
  if (score.malformed_gold + score.malformed_predicted > 0)
    remarks += fmt::format("Malformed (an I- label that opens an entity): {} gold, {} predicted.\n",
                           score.malformed_gold, score.malformed_predicted);
  return remarks;
}

std::string score_to_text(const score::Score& score, const std::string& signature) {
  return fmt::format("{}\n{}Words: {}, sentences: {}.\n{}\n", to_terminal(score_table(score)),
                     score_remarks(score), score.words, score.sentences.size(), signature);
}

std::string score_to_markdown(const score::Score& score, const std::string& signature) {
  return fmt::format("{}\n{}Words: {}, sentences: {}.\n\n{}\n", to_markdown(score_table(score)),
                     score_remarks(score), score.words, score.sentences.size(),
                     markdown_code(signature));
}

}  // namespace xner::reports
