// See difference_tables.hpp.
#include "reports/report/difference_tables.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/report/report_tables.hpp"
#include "reports/runs/figures.hpp"

namespace xner::reports {
namespace {

std::string interval_text(const score::Interval& interval) {
  return fmt::format("[{:+.2f}, {:+.2f}]", 100 * interval.low, 100 * interval.high);
}

Cell cell_of(const RowDifferences& row, const std::string& target) {
  const auto at = row.to_reference.find(target);
  if (at == row.to_reference.end()) {
    Cell cell{std::string(kUndefined)};
    cell.look = Look::kMissing;
    return cell;
  }
  Cell cell(points(at->second.test.difference));
  cell.spread = interval_text(at->second.test.interval);
  if (at->second.stands) cell.look = Look::kBest;
  return cell;
}

std::string target_name(const std::string& target) { return target == kMean ? "(mean)" : target; }

bool has_mean(const Differences& found) {
  return std::ranges::any_of(found.rows,
                             [](const auto& row) { return row.to_reference.contains(kMean); });
}

/// Targets in their order, those alone that were compared, and kMean behind them if it was.
std::vector<std::string> columns_of(const Summary& summary, const Differences& found) {
  std::vector<std::string> columns;
  for (const auto& target : targets_of(summary))
    if (std::ranges::any_of(found.rows,
                            [&](const auto& row) { return row.to_reference.contains(target); }))
      columns.push_back(target);
  if (has_mean(found)) columns.emplace_back(kMean);
  return columns;
}

/// Calls `use(row, its differences)` for those that have any, `band` before the first of a source.
template <typename Band, typename Use>
void each_row(const Summary& summary, const Differences& found, Band band, Use use) {
  const auto rows = rows_of(summary);
  const bool several = several_sources(rows);
  const std::string* last = nullptr;
  for (std::size_t i = 0; i < std::min(rows.size(), found.rows.size()); ++i) {
    if (found.rows[i].to_reference.empty()) continue;
    if (several && (last == nullptr || *last != rows[i].source)) band(rows[i].source);
    last = &rows[i].source;
    use(rows[i], found.rows[i]);
  }
}

}  // namespace

Table difference_table(const Summary& summary, const Differences& found) {
  const auto columns = columns_of(summary, found);
  Table table;
  table.columns = {{"method"}};
  for (const auto& target : columns)
    table.columns.push_back({target == kMean ? "mean" : target, true});
  each_row(
      summary, found,
      [&](const std::string& source) {
        table.bands.push_back({table.rows.size(), source});
      },
      [&](const Row& row, const RowDifferences& differences) {
        auto& cells = table.rows.emplace_back();
        cells.emplace_back(row.name);
        for (const auto& target : columns) cells.push_back(cell_of(differences, target));
      });
  return table;
}

Table difference_details(const Summary& summary, const Differences& found) {
  Table table;
  table.columns = {{"method"},     {"target"},  {"difference", true}, {"low", true},
                   {"high", true}, {"p", true}, {"p (Holm)", true},   {"standard error", true},
                   {"speaks of"}};
  each_row(
      summary, found,
      [&](const std::string& source) {
        table.bands.push_back({table.rows.size(), source});
      },
      [&](const Row& row, const RowDifferences& differences) {
        for (const auto& target : columns_of(summary, found)) {
          const auto at = differences.to_reference.find(target);
          if (at == differences.to_reference.end()) continue;
          const auto& [test, p_holm, stands] = at->second;
          Cell difference(points(test.difference));
          if (stands) difference.look = Look::kBest;
          table.rows.push_back(
              {row.name, target_name(target), difference, points(test.interval.low),
               points(test.interval.high), p_text(test.p), p_text(p_holm),
               fmt::format("{:.2f}", 100 * test.standard_error),
               test.scope == score::Scope::kMethods ? "methods" : "models (one seed)"});
        }
      });
  return table;
}

ForestPlot forest_plot(const Summary& summary, const Differences& found) {
  ForestPlot plot;
  const auto columns = columns_of(summary, found);
  if (columns.empty()) return plot;
  const std::string& target = columns.back();
  plot.title = fmt::format("Difference to {}, {}, in points of F1 with 95 % interval",
                           found.reference, target == kMean ? "mean over targets" : "on " + target);
  plot.left = "worse";
  plot.right = "better";
  each_row(
      summary, found,
      [&](const std::string& source) {
        plot.rows.push_back({source, 0, 0, 0, false, true});
      },
      [&](const Row& row, const RowDifferences& differences) {
        const auto at = differences.to_reference.find(target);
        if (at == differences.to_reference.end()) return;
        const auto& test = at->second.test;
        plot.rows.push_back({row.name, 100 * test.difference, 100 * test.interval.low,
                             100 * test.interval.high, at->second.stands});
      });
  return plot;
}

bool are_ablations(const Summary& summary, const Differences& found) {
  const auto rows = rows_of(summary);
  return !found.reference.empty() && std::ranges::all_of(rows, [&](const Row& row) {
    return row.front().id.method == rows.front().front().id.method;
  });
}

}  // namespace xner::reports
