// The report on a terminal. See report.hpp.
#include "reports/report/report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/report/difference_tables.hpp"
#include "reports/report/error_tables.hpp"
#include "reports/report/report_facts.hpp"
#include "reports/report/report_tables.hpp"
#include "reports/runs/rows.hpp"

namespace xner::reports {
namespace {

/// With their mean, what 80 columns have room for beside the method.
constexpr std::size_t kTargetsOnTerminal = 6;
/// A longer table of details is left to the Markdown.
constexpr std::size_t kMostDetailRows = 40;

std::string target_title(const Summary& summary) {
  std::string title = "Mean F1 by target, in percent";
  if (all_random(summary)) title += ", random weights";
  const bool silent = std::ranges::any_of(summary.groups, [](const Group& group) {
    return group.silent > 0 && group.silent == static_cast<std::int64_t>(group.seeds.size());
  });
  return title + (silent ? "; none: predicts no entity" : "");
}

/// Means alone: 80 columns have no room for more.
Table narrow(Table table) {
  if (table.columns.back().title == "seeds") {
    table.columns.pop_back();
    for (auto& row : table.rows) row.pop_back();
  }
  for (auto& row : table.rows)
    for (Cell& cell : row) cell.spread.clear();
  return table;
}

/// A table that 80 columns have no room for otherwise.
Table without(Table table, std::string_view title) {
  const auto column = std::ranges::find(table.columns, title, &TableColumn::title);
  if (column == table.columns.end()) return table;
  const auto at = column - table.columns.begin();
  table.columns.erase(column);
  for (auto& row : table.rows) row.erase(row.begin() + at);
  return table;
}

}  // namespace

std::string report_to_terminal(const Summary& summary, bool colour, const Differences& found) {
  std::string out =
      terminal_text(fmt::format("{}: {}", summary.experiment, runs_line(summary))) + "\n";
  for (const auto& name : encoders(summary)) out += "encoder  " + terminal_text(name) + "\n";
  for (const auto& name : sources(summary)) out += "source   " + terminal_text(name) + "\n";
  if (const auto selector = common_selector(summary); !selector.empty())
    out += "selector " + terminal_text(selector) + "\n";
  const auto add = [&](const std::string& title, const Table& table) {
    if (!table.rows.empty())
      out += fmt::format("\n{}\n{}", title, to_terminal(table, kTerminalWidth, colour));
  };
  for (const Table& table : target_tables(summary, kTargetsOnTerminal))
    add(target_title(summary), narrow(table));
  add(fmt::format("Difference to {} in points; intervals are in report.md", found.reference),
      narrow(difference_table(summary, found)));
  add("F1 in percent, mean ± sample standard deviation over seeds", result_table(summary));
  add("Configurations tried: F1 on source dev in percent, over targets and seeds",
      candidate_table(summary));
  add("Errors in percent of gold, spurious of predicted entities; all targets together",
      narrow(outcome_table(summary)));
  const auto add_detail = [&](const std::string& title, const Table& table) {
    if (table.rows.size() <= kMostDetailRows) return add(title, table);
    out += "\n" + wrapped(fmt::format("{}: {} rows, in report.md", title, table.rows.size()));
  };
  add_detail("Per type, in percent", type_table(summary));
  add("By selector", selector_table(summary));
  add_detail("Malformed transitions (I- that opens an entity), words without wordpiece",
             irregularity_table(summary));
  add("Training, observed", training_table(summary));
  add("Inference, observed", inference_table(summary));
  add("Training, measured by xner bench",
      without(measured_training_table(summary.measured), "sentences/s"));
  add("Inference, measured", measured_inference_table(summary.measured));
  add("Latency (sentence by sentence), measured", measured_latency_table(summary.measured));
  if (!summary.measured.empty()) out += "\n";
  for (const auto& line : measured_conditions(summary.measured))
    out += wrapped(terminal_text(line));
  for (const auto& note : notes(summary)) out += "\n" + wrapped(terminal_text("note: " + note));
  for (const auto& problem : summary.problems)
    out += "\n" + wrapped("problem: " + terminal_text(problem));
  return out;
}

}  // namespace xner::reports
