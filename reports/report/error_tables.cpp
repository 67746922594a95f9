// See error_tables.hpp.
#include "reports/report/error_tables.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "reports/runs/figures.hpp"
#include "reports/runs/names.hpp"
#include "reports/runs/pooled_errors.hpp"

namespace xner::reports {
namespace {

using score::Boundary;
using score::ErrorAnalysis;
using score::Outcome;

struct ErrorRow {
  Row row;
  PooledErrors errors;
};

/// Every row of the report; none if no run has recorded errors.
std::vector<ErrorRow> error_rows(const Summary& summary) {
  const auto targets = targets_of(summary);
  std::vector<ErrorRow> rows;
  for (Row& row : rows_of(summary)) {
    PooledErrors errors = pooled(row, targets);
    rows.push_back({std::move(row), std::move(errors)});
  }
  if (std::ranges::all_of(rows, [](const ErrorRow& row) { return row.errors.seeds.empty(); }))
    rows.clear();
  return rows;
}

std::vector<ErrorRow> recorded_rows(const Summary& summary) {
  auto rows = error_rows(summary);
  std::erase_if(rows, [](const ErrorRow& row) { return row.errors.seeds.empty(); });
  return rows;
}

/// Of the whole report: a table of one source's rows says so, too.
bool banded(const Summary& summary) { return several_sources(rows_of(summary)); }

Cell name_cell(const ErrorRow& row) {
  Cell cell(row.row.name);
  cell.note = row.errors.note;
  return cell;
}

Cell quiet(std::string text) {
  Cell cell(std::move(text));
  cell.look = Look::kQuiet;
  return cell;
}

std::vector<Cell> not_recorded(const ErrorRow& row, std::size_t columns) {
  std::vector<Cell> cells(columns);
  cells[0] = name_cell(row);
  cells[1] = "not recorded";
  cells[1].look = Look::kMissing;
  return cells;
}

/// A mean count: whole if it is of one seed, or equal in all.
std::string count_text(const Statistics& value) {
  if (value.n == 0) return std::string(kUndefined);
  return value.deviation.value_or(0) > 0 ? fmt::format("{:.1f}", value.mean)
                                         : fmt::format("{:.0f}", value.mean);
}

std::optional<double> number(std::int64_t count) { return static_cast<double>(count); }

std::int64_t with_other_boundaries(const ErrorAnalysis& errors) {
  return errors.gold[static_cast<std::size_t>(Outcome::kBoundary)] +
         errors.gold[static_cast<std::size_t>(Outcome::kBoth)];
}

std::vector<Cell> outcome_cells(const ErrorRow& row) {
  std::vector<Cell> cells{name_cell(row)};
  cells.emplace_back(count_text(
      row.errors.over([](const auto& errors) { return number(gold_entities(errors)); })));
  for (std::size_t i = 0; i < score::kOutcomes; ++i)
    cells.push_back(percent_cell(row.errors.over(
        [&](const auto& errors) { return share(errors.gold[i], gold_entities(errors)); })));
  cells.push_back(percent_cell(row.errors.over([](const auto& errors) {
    return share(errors.predicted[static_cast<std::size_t>(Outcome::kAlone)],
                 predicted_entities(errors));
  })));
  return cells;
}

/// Names of the buckets of a kind, as the first run has them that has any.
std::vector<std::string> bucket_names(const std::vector<ErrorRow>& rows, const std::string& by) {
  std::vector<std::string> names;
  for (const ErrorRow& row : rows)
    for (const ErrorAnalysis& errors : row.errors.errors) {
      for (const auto& bucket : errors.buckets)
        if (bucket.by == by) names.push_back(bucket.name);
      if (!names.empty()) return names;
    }
  return names;
}

/// Gold entities in each bucket; "" where it has none.
std::vector<std::string> supports(const PooledErrors& pooled, const std::string& by,
                                  const std::vector<std::string>& names) {
  std::vector<std::string> numbers;
  for (const auto& name : names)
    numbers.push_back(count_text(pooled.over([&](const auto& errors) {
      const score::Counts* const counts = bucket_at(errors, by, name);
      return counts == nullptr ? std::nullopt : number(counts->gold);
    })));
  return numbers;
}

std::vector<Cell> recall_cells(const ErrorRow& row, const std::string& by,
                               const std::vector<std::string>& names) {
  std::vector<Cell> cells{name_cell(row)};
  for (const auto& name : names)
    cells.push_back(percent_cell(row.errors.over([&](const auto& errors) {
      const score::Counts* const counts = bucket_at(errors, by, name);
      return counts == nullptr ? std::nullopt : counts->recall();
    })));
  return cells;
}

std::vector<Cell> boundary_cells(const ErrorRow& row) {
  std::vector<Cell> cells{name_cell(row)};
  cells.emplace_back(count_text(
      row.errors.over([](const auto& errors) { return number(with_other_boundaries(errors)); })));
  const auto add_share = [&](auto count) {
    cells.push_back(percent_cell(row.errors.over(
        [&](const auto& errors) { return share(count(errors), with_other_boundaries(errors)); })));
    cells.back().spread.clear();  // a page has no room for eight of them
  };
  for (std::size_t i = 0; i < score::kBoundaries; ++i)
    add_share(
        [i](const auto& errors) { return errors.boundaries[0][i] + errors.boundaries[1][i]; });
  add_share([](const auto& errors) { return errors.start_only; });
  add_share([](const auto& errors) { return errors.end_only; });
  add_share([](const auto& errors) { return errors.start_and_end; });
  return cells;
}

/// Mean F1 of the row's pooled entities.
double worth(const ErrorRow& row) {
  return row.errors
      .over([](const auto& errors) {
        return score::Counts{gold_entities(errors), predicted_entities(errors), errors.gold[0]}
            .f1();
      })
      .mean;
}

std::vector<ErrorRow> confused_rows(const Summary& summary) {
  auto rows = recorded_rows(summary);
  if (rows.size() <= kMostConfusions) return rows;
  std::vector<double> values;
  for (const ErrorRow& row : rows) values.push_back(worth(row));
  std::ranges::sort(values, std::greater());
  std::erase_if(rows,
                [&](const ErrorRow& row) { return worth(row) < values[kMostConfusions - 1]; });
  return rows;
}

using MaybeType = std::optional<std::string>;

/// The types of one side; none is the last.
std::vector<MaybeType> types_of(const std::vector<ErrorRow>& rows,
                                MaybeType score::TypePair::*side) {
  std::set<std::string> types;
  bool none = false;
  for (const ErrorRow& row : rows)
    for (const ErrorAnalysis& errors : row.errors.errors)
      for (const auto& [pair, count] : errors.confusion) {
        if (pair.*side) types.insert(*(pair.*side));
        none = none || !(pair.*side);
      }
  std::vector<MaybeType> all(types.begin(), types.end());
  if (none) all.emplace_back();
  return all;
}

Cell confusion_cell(const ErrorRow& row, const MaybeType& gold, const MaybeType& predicted) {
  if (!gold && !predicted) return "";
  return count_text(row.errors.over([&](const auto& errors) {
    const auto at = errors.confusion.find({gold, predicted});
    return number(at == errors.confusion.end() ? 0 : at->second);
  }));
}

}  // namespace

Table outcome_table(const Summary& summary) {
  Table table;
  table.columns = {{"method"}};
  for (const char* title : {"gold", "correct", "type", "boundary", "both", "missed", "spurious"})
    table.columns.push_back({title, true});
  const bool bands = banded(summary);
  for (const ErrorRow& row : error_rows(summary)) {
    if (bands) table.begin_band(row.row.source);
    table.rows.push_back(row.errors.seeds.empty() ? not_recorded(row, table.columns.size())
                                                  : outcome_cells(row));
  }
  return table;
}

Table recall_table(const Summary& summary, const std::string& by) {
  Table table;
  const auto rows = recorded_rows(summary);
  const auto names = bucket_names(rows, by);
  if (names.empty()) return table;
  table.columns = {{"method"}};
  for (const auto& name : names) table.columns.push_back({name, true});
  std::vector<std::string> shown;
  const bool bands = banded(summary);
  for (const ErrorRow& row : rows) {
    if (bands) table.begin_band(row.row.source);
    const auto numbers = supports(row.errors, by, names);
    if (table.band_at(table.rows.size()) != nullptr || numbers != shown) {
      auto& cells = table.rows.emplace_back();
      cells.push_back(quiet("gold entities"));
      for (const auto& count : numbers) cells.push_back(quiet(count));
      shown = numbers;
    }
    table.rows.push_back(recall_cells(row, by, names));
  }
  return table;
}

Table boundary_table(const Summary& summary) {
  Table table;
  table.columns = {{"method"}, {"errors", true}};
  for (std::size_t i = 0; i < score::kBoundaries; ++i)
    table.columns.push_back({std::string(score::boundary_name(static_cast<Boundary>(i))), true});
  for (const char* title : {"start", "end", "start and end"})
    table.columns.push_back({title, true});
  const bool bands = banded(summary);
  for (const ErrorRow& row : recorded_rows(summary)) {
    if (bands) table.begin_band(row.row.source);
    table.rows.push_back(boundary_cells(row));
  }
  return table;
}

Table confusion_table(const Summary& summary) {
  Table table;
  const auto rows = confused_rows(summary);
  const auto gold_types = types_of(rows, &score::TypePair::first);
  const auto predicted_types = types_of(rows, &score::TypePair::second);
  table.columns = {{"gold"}};
  for (const auto& type : predicted_types)
    table.columns.push_back({type ? type_name(*type) : "none", true});
  const bool several = banded(summary);
  for (const ErrorRow& row : rows) {
    table.bands.push_back(
        {table.rows.size(), row.row.name + (several ? ", " + row.row.source : std::string())});
    for (const auto& gold : gold_types) {
      auto& cells = table.rows.emplace_back();
      cells.emplace_back(gold ? type_name(*gold) : "none");
      for (const auto& predicted : predicted_types)
        cells.push_back(confusion_cell(row, gold, predicted));
    }
  }
  return table;
}

}  // namespace xner::reports
