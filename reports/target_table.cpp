// Methods against targets, as papers print it. See report_tables.hpp.
#include <algorithm>
#include <tuple>

#include "reports/published.hpp"
#include "reports/report_tables.hpp"

namespace xner::reports {
namespace {

/// In the order of the sources, then of the paper's rows.
auto row_key(const Group& group) {
  return std::tuple(group.id.source, size_order(group.id.size), group.id.size, group.row_place,
                    method_name(group.id), group.encoder, group.selector, group.departures.dump());
}

using Key = decltype(row_key(std::declval<Group>()));

/// The groups of one row by target. A second one of a target (runs under other conditions) makes a
/// row of its own.
struct Row {
  std::map<std::string, const Group*> groups;

  [[nodiscard]] const Group* at(const std::string& target) const {
    const auto found = groups.find(target);
    return found == groups.end() ? nullptr : found->second;
  }
  [[nodiscard]] const Group& front() const { return *groups.begin()->second; }
};

std::vector<Row> rows_of(const Summary& summary) {
  std::map<Key, std::vector<Row>> rows;
  for (const Group& group : summary.groups) {
    auto& same = rows[row_key(group)];
    const auto free = std::ranges::find_if(
        same, [&](const Row& row) { return row.at(group.id.target) == nullptr; });
    (free == same.end() ? same.emplace_back() : *free).groups[group.id.target] = &group;
  }
  std::vector<Row> all;
  for (auto& [key, same] : rows) std::ranges::move(same, std::back_inserter(all));
  return all;
}

/// In the paper's order, those that it does not have behind.
std::vector<std::string> targets_of(const Summary& summary) {
  std::set<std::string> left;
  for (const Group& group : summary.groups) left.insert(group.id.target);
  std::vector<std::string> targets;
  for (const auto& target : summary.published_targets)
    if (left.erase(target) > 0) targets.push_back(target);
  targets.insert(targets.end(), left.begin(), left.end());
  return targets;
}

std::optional<double> ours_of(const Group& group) {
  const Statistics f1 = group.scores.f1();
  return f1.n > 0 ? std::optional(f1.mean) : std::nullopt;
}

std::optional<double> published_of(const Group& group) {
  return group.published ? std::optional(group.published->f1) : std::nullopt;
}

std::string percent_of(const std::optional<double>& value) {
  return percent(value ? Statistics{1, *value, std::nullopt} : Statistics{});
}

std::string ours_text(const Group& group) {
  if (group.seeds.empty() && !group.failed.empty()) return "failed";
  if (!group.seeds.empty() && group.silent == static_cast<std::int64_t>(group.seeds.size()))
    return "none";
  return percent_of(ours_of(group));
}

/// One line of the table: a cell a target, and the mean if none is missing.
struct Line {
  std::vector<std::string> cells;
  std::vector<double> defined;

  template <typename Value, typename Text>
  Line(const Row& row, const std::vector<std::string>& targets, Value value, Text text) {
    for (const auto& target : targets) {
      const Group* group = row.at(target);
      cells.push_back(group == nullptr ? std::string(kUndefined) : text(*group));
      if (const auto number = group == nullptr ? std::nullopt : value(*group))
        defined.push_back(*number);
    }
  }
  [[nodiscard]] std::optional<double> mean() const {
    if (defined.size() != cells.size()) return std::nullopt;
    return statistics(defined).mean;
  }
};

/// The targets from `begin` on that one table has room for, and the mean behind the last of all.
struct Columns {
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] std::vector<std::string> of(const std::string& source, const std::string& name,
                                            const Line& line, const std::string& mean) const {
    std::vector<std::string> cells{source, name};
    for (std::size_t i = begin; i < end; ++i) cells.push_back(line.cells[i]);
    if (end == line.cells.size()) cells.push_back(mean);
    return cells;
  }
};

/// Ours, and below it what is published and the difference.
void add_row(const Row& row, const std::vector<std::string>& targets, const Columns& columns,
             const std::string& source, const std::string& name, Table& table) {
  const Line ours(row, targets, ours_of, ours_text);
  table.rows.push_back(columns.of(source, name, ours, percent_of(ours.mean())));
  const Line there(row, targets, published_of,
                   [](const Group& group) { return percent_of(published_of(group)); });
  if (there.defined.empty()) return;
  const Line apart(row, targets, difference,
                   [](const Group& group) { return points(difference(group)); });
  table.rows.push_back(columns.of("", "- published", there, percent_of(there.mean())));
  table.rows.push_back(columns.of("", "- difference", apart, points(apart.mean())));
}

}  // namespace

bool all_random(const Summary& summary) {
  return std::ranges::all_of(summary.groups,
                             [](const Group& group) { return group.random_weights; });
}

std::vector<Table> target_tables(const Summary& summary, std::size_t most) {
  std::set<std::string> sources;
  for (const Group& group : summary.groups) sources.insert(source_name(group.id));
  const std::vector<std::string> targets = targets_of(summary);
  const std::vector<Row> rows = rows_of(summary);
  const bool mixed = !all_random(summary);
  std::vector<Table> tables;
  if (targets.size() < 2 || rows.size() < 2) return tables;
  for (std::size_t begin = 0; begin < targets.size(); begin += most) {
    const Columns columns{begin, std::min(begin + most, targets.size())};
    Table& table = tables.emplace_back();
    table.columns = {{"source"}, {"method"}};
    for (std::size_t i = begin; i < columns.end; ++i) table.columns.push_back({targets[i], true});
    if (columns.end == targets.size()) table.columns.push_back({"mean", true});
    for (const Row& row : rows) {
      const Group& first = row.front();
      const std::string name = (first.row.empty() ? method_name(first.id) : first.row) +
                               (first.random_weights && mixed ? " (random weights)" : "");
      add_row(row, targets, columns, sources.size() > 1 ? source_name(first.id) : "", name, table);
    }
    table.drop_if_empty("source");
  }
  return tables;
}

}  // namespace xner::reports
