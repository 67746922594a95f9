// See score_text.hpp.
#include "reports/report/score_text.hpp"

#include <functional>
#include <initializer_list>

#include <fmt/format.h>

#include "reports/formats/markdown.hpp"
#include "reports/runs/figures.hpp"
#include "reports/runs/names.hpp"

namespace xner::reports {
namespace {

Table table_of(const char* rows, std::initializer_list<const char*> numbers) {
  Table table;
  table.columns.push_back({rows, false});
  for (const char* title : numbers) table.columns.push_back({title, true});
  return table;
}

void add_row(Table& table, const std::string& name, const score::Values& values,
             std::initializer_list<std::int64_t> counts) {
  std::vector<Cell> row{name, percent(values.precision), percent(values.recall),
                        percent(values.f1)};
  for (const std::int64_t count : counts) row.emplace_back(std::to_string(count));
  table.rows.push_back(std::move(row));
}

/// All tables, each followed by an empty line, and the remarks.
std::string body(const score::Score& score, const ScoreSetting& setting,
                 const std::function<std::string(const Table&)>& draw) {
  std::string text = draw(score_table(score, setting.zero_division)) + "\n";
  text += draw(averages_table(score::averages(score, setting.zero_division))) + "\n";
  if (setting.semeval) text += draw(semeval_table(*setting.semeval, setting.zero_division)) + "\n";
  return text + fmt::format("{}Words: {}, sentences: {}.\n", score_remarks(score, setting.reading),
                            score.words, score.sentences.size());
}

}  // namespace

Table score_table(const score::Score& score, score::ZeroDivision zero_division) {
  Table table = table_of("type", {"precision", "recall", "F1", "gold", "found", "correct"});
  const auto add = [&](const std::string& name, const score::Counts& counts) {
    add_row(table, name, score::values(counts, zero_division),
            {counts.gold, counts.predicted, counts.correct});
  };
  add("overall", score.overall);
  for (const auto& [type, counts] : score.types) add(type_name(type), counts);
  return table;
}

Table averages_table(const score::Averages& averages) {
  Table table = table_of("average", {"precision", "recall", "F1"});
  add_row(table, "micro", averages.micro, {});
  add_row(table, "macro, gold types", averages.macro_gold, {});
  add_row(table, "macro, all types", averages.macro_union, {});
  add_row(table, "weighted", averages.weighted, {});
  return table;
}

Table semeval_table(const score::Semeval& semeval, score::ZeroDivision zero_division) {
  Table table =
      table_of("SemEval'13", {"precision", "recall", "F1", "COR", "INC", "PAR", "MIS", "SPU"});
  const auto add = [&](const char* name, const score::SemevalCounts& counts) {
    add_row(table, name, score::values(counts, zero_division),
            {counts.correct, counts.incorrect, counts.partial, counts.missed, counts.spurious});
  };
  add("strict", semeval.strict);
  add("exact", semeval.exact);
  add("partial", semeval.partial);
  add("type", semeval.type);
  return table;
}

std::string score_remarks(const score::Score& score, const score::Reading& reading) {
  std::string remarks;
  if (score.overall.gold == 0) remarks += "The gold column has no entity.\n";
  if (score.overall.predicted == 0) remarks += "The prediction has no entity.\n";
  if (score.malformed_gold + score.malformed_predicted > 0) {
    const std::string what =
        reading.mode == score::Mode::kStrict
            ? fmt::format("Dropped (labelled words that are in no entity of {})",
                          score::scheme_title(reading.scheme))
            : "Malformed (an I- label that opens an entity)";
    remarks += fmt::format("{}: {} gold, {} predicted.\n", what, score.malformed_gold,
                           score.malformed_predicted);
  }
  return remarks;
}

std::string score_to_text(const score::Score& score, const ScoreSetting& setting) {
  const auto draw = [](const Table& table) { return to_terminal(table); };
  return body(score, setting, draw) + setting.signature + "\n";
}

std::string score_to_markdown(const score::Score& score, const ScoreSetting& setting) {
  return body(score, setting, to_markdown) + "\n" + markdown_code(setting.signature) + "\n";
}

}  // namespace xner::reports
