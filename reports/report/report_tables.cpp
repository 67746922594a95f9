// See report_tables.hpp.
#include "reports/report/report_tables.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/amounts.hpp"
#include "reports/runs/conditions.hpp"
#include "reports/runs/figures.hpp"
#include "reports/runs/names.hpp"
#include "reports/runs/published.hpp"

namespace xner::reports {
namespace {

/// A rate with three significant digits or more, "–" if there was no time to divide by.
std::string rate(double amount, double seconds) {
  if (seconds <= 0 || amount <= 0) return std::string(kUndefined);
  return rate_text(amount / seconds);
}

std::string memory(double bytes) {
  if (bytes <= 0) return std::string(kUndefined);
  return bytes_text(static_cast<std::int64_t>(bytes));
}

bool one_source(const Summary& summary) {
  return std::all_of(summary.groups.begin(), summary.groups.end(), [&](const Group& group) {
    return source_name(group.id) == source_name(summary.groups.front().id);
  });
}

/// Method, source (only if there are several) and target: how every row of a group begins.
void add_name_columns(const Summary& summary, Table& table) {
  table.columns.push_back({"method"});
  if (!one_source(summary)) table.columns.push_back({"source"});
  table.columns.push_back({"target"});
}

std::vector<Cell> name_cells(const Summary& summary, const Group& group) {
  std::vector<Cell> cells{name_of(group)};
  if (!one_source(summary)) cells.push_back(source_name(group.id));
  cells.push_back(group.id.target);
  return cells;
}

std::vector<Cell> joined(std::vector<Cell> front, std::vector<Cell> back) {
  front.insert(front.end(), std::make_move_iterator(back.begin()),
               std::make_move_iterator(back.end()));
  return front;
}

std::string remarks(const Group& group) {
  std::vector<std::string> parts;
  if (group.random_weights) parts.emplace_back("random weights");
  const auto runs = static_cast<std::int64_t>(group.seeds.size());
  if (group.silent > 0 && group.silent == runs) parts.emplace_back("predicts no entity");
  if (group.silent > 0 && group.silent < runs)
    parts.push_back(fmt::format("predicts no entity with {} of {} seeds", group.silent, runs));
  if (auto text = conditions_text(group); !text.empty()) parts.push_back(std::move(text));
  if (group.signatures.size() > 1) parts.emplace_back("mixed signatures");
  return fmt::format("{}", fmt::join(parts, "; "));
}

/// F1, or in words that every one of the runs finds nothing.
Cell f1_cell(const Scores& scores) {
  const bool silent =
      !scores.runs.empty() && std::all_of(scores.runs.begin(), scores.runs.end(), is_silent);
  return silent ? Cell("no entity") : percent_cell(scores.f1());
}

Cell published_cell(const Group& group) {
  if (!group.published) return std::string(kUndefined);
  return percent_cell({1, group.published->f1, group.published->deviation});
}

Cell failed_cell() {
  Cell cell("failed");
  cell.look = Look::kFailed;
  return cell;
}

}  // namespace

std::string common_selector(const Summary& summary) {
  std::set<std::string> selectors;
  for (const Group& group : summary.groups) selectors.insert(group.selector);
  return selectors.size() == 1 ? *selectors.begin() : "";
}

Table result_table(const Summary& summary) {
  Table table;
  add_name_columns(summary, table);
  for (TableColumn column : {TableColumn{"F1", true},
                             {"published", true},
                             {"difference", true},
                             {"seeds", true},
                             {"selector"},
                             {"remarks"}})
    table.columns.push_back(std::move(column));
  const bool published = std::ranges::any_of(
      summary.groups, [](const Group& group) { return group.published.has_value(); });
  const std::string common = common_selector(summary);
  for (const Group& group : summary.groups) {
    const auto names = name_cells(summary, group);
    const Cell there = published ? published_cell(group) : Cell();
    const std::string selector = common.empty() ? group.selector : "";
    if (!group.seeds.empty())
      table.rows.push_back(
          joined(names, {f1_cell(group.scores), there, published ? points(difference(group)) : "",
                         std::to_string(group.seeds.size()), selector, remarks(group)}));
    for (const FailedRun& run : group.failed) {
      table.alarms.push_back(table.rows.size());
      const std::string random = group.random_weights ? "random weights; " : "";
      table.rows.push_back(joined(
          names, {failed_cell(), there, published ? std::string(kUndefined) : "", "–", selector,
                  fmt::format("{}seed {}: {}: {}", random, run.seed, run.failure.kind,
                              run.failure.message)}));
    }
  }
  for (const char* title : {"published", "difference", "selector", "remarks"})
    table.drop_if_empty(title);
  return table;
}

Table candidate_table(const Summary& summary) {
  Table table;
  table.columns = {{"method"},     {"source"}, {"configuration"}, {"source dev F1", true},
                   {"runs", true}, {"remarks"}};
  for (const Candidate& candidate : summary.candidates) {
    std::vector<std::string> parts;
    if (candidate.chosen) parts.emplace_back("chosen");
    if (!candidate.complete) parts.emplace_back("incomplete");
    parts.insert(parts.end(), candidate.failed.begin(), candidate.failed.end());
    table.rows.push_back({candidate.id.method, source_name(candidate.id), candidate.id.variant,
                          percent_cell(candidate.source_dev),
                          std::to_string(candidate.source_dev.n),
                          fmt::format("{}", fmt::join(parts, "; "))});
  }
  return table;
}

Table seed_table(const Summary& summary) {
  Table table;
  add_name_columns(summary, table);
  for (const char* title : {"seed", "precision", "recall", "F1", "gold", "found", "correct"})
    table.columns.push_back({title, true});
  for (const Group& group : summary.groups) {
    for (std::size_t i = 0; i < group.seeds.size(); ++i) {
      const score::Counts& counts = group.scores.runs[i];
      table.rows.push_back(joined(
          name_cells(summary, group),
          {std::to_string(group.seeds[i]), percent(counts.precision()), percent(counts.recall()),
           is_silent(counts) ? "no entity" : percent(counts.f1()), std::to_string(counts.gold),
           std::to_string(counts.predicted), std::to_string(counts.correct)}));
    }
  }
  return table;
}

Table type_table(const Summary& summary) {
  Table table;
  add_name_columns(summary, table);
  table.columns.push_back({"type"});
  for (const char* title : {"precision", "recall", "F1", "gold"})
    table.columns.push_back({title, true});
  for (const Group& group : summary.groups)
    for (const auto& [type, scores] : group.types)
      table.rows.push_back(
          joined(name_cells(summary, group),
                 {type_name(type), percent_cell(scores.precision()), percent_cell(scores.recall()),
                  f1_cell(scores), std::to_string(scores.runs.front().gold)}));
  return table;
}

Table selector_table(const Summary& summary) {
  Table table;
  add_name_columns(summary, table);
  table.columns.push_back({"selector"});
  table.columns.push_back({"F1", true});
  table.columns.push_back({"seeds", true});
  for (const Group& group : summary.groups) {
    if (group.selectors.size() < 2) continue;
    for (const auto& [name, scores] : group.selectors)
      table.rows.push_back(joined(name_cells(summary, group),
                                  {name + (name == group.selector ? " (primary)" : ""),
                                   f1_cell(scores), std::to_string(scores.runs.size())}));
  }
  return table;
}

Table irregularity_table(const Summary& summary) {
  Table table;
  add_name_columns(summary, table);
  for (const char* title : {"in gold", "predicted", "no wordpiece"})
    table.columns.push_back({title, true});
  for (const Group& group : summary.groups)
    if (group.malformed_gold + group.malformed_predicted + group.words_without_piece > 0)
      table.rows.push_back(
          joined(name_cells(summary, group),
                 {std::to_string(group.malformed_gold), std::to_string(group.malformed_predicted),
                  std::to_string(group.words_without_piece)}));
  return table;
}

Table training_table(const Summary& summary) {
  Table table;
  table.columns = {{"method"},        {"source"},       {"steps/s", true}, {"wordpieces/s", true},
                   {"seconds", true}, {"memory", true}, {"device", true},  {"remarks"}};
  for (const Throughput& row : summary.throughput) {
    if (row.train_steps <= 0) continue;
    std::vector<std::string> parts;
    if (row.concurrent > 1) parts.push_back(fmt::format("{} stages at once", row.concurrent));
    if (row.reused) parts.emplace_back("some stages made earlier");
    table.rows.push_back(
        {name_of(row), source_name(row.id), rate(row.train_steps, row.train_seconds),
         rate(row.train_pieces, row.train_seconds), fmt::format("{:.1f}", row.train_seconds),
         memory(row.peak_memory), row.peak_device_memory > 0 ? memory(row.peak_device_memory) : "",
         fmt::format("{}", fmt::join(parts, "; "))});
  }
  table.drop_if_empty("device");
  table.drop_if_empty("remarks");
  return table;
}

Table inference_table(const Summary& summary) {
  Table table;
  table.columns = {{"method"},
                   {"source"},
                   {"sentences/s", true},
                   {"words/s", true},
                   {"wordpieces/s", true},
                   {"seconds", true}};
  for (const Throughput& row : summary.throughput)
    if (row.predict_sentences > 0)
      table.rows.push_back({name_of(row), source_name(row.id),
                            rate(row.predict_sentences, row.predict_seconds),
                            rate(row.predict_words, row.predict_seconds),
                            rate(row.predict_pieces, row.predict_seconds),
                            fmt::format("{:.1f}", row.predict_seconds)});
  return table;
}

}  // namespace xner::reports
