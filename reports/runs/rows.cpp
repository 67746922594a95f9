// See rows.hpp.
#include "reports/runs/rows.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "reports/runs/conditions.hpp"
#include "reports/runs/names.hpp"

namespace xner::reports {
namespace {

auto row_key(const Group& group) {
  return std::tuple(group.id.source, size_order(group.id.size), group.id.size, group.experiment,
                    group.row_place, name_of(group), group.encoder, group.selector,
                    group.departures.dump());
}

using Key = decltype(row_key(std::declval<Group>()));

/// Rows of one name: each says in what it is its own.
void tell_apart(std::vector<Row>& rows) {
  for (Row& row : rows)
    for (const auto& [target, group] : row.groups)
      if (const auto text = distinct_text(*group); !text.empty()) {
        row.name += fmt::format(" ({})", text);
        break;
      }
}

}  // namespace

const Group* Row::at(const std::string& target) const {
  const auto found = groups.find(target);
  return found == groups.end() ? nullptr : found->second;
}

bool all_random(const Summary& summary) {
  return std::ranges::all_of(summary.groups,
                             [](const Group& group) { return group.random_weights; });
}

std::vector<Row> rows_of(const Summary& summary) {
  const bool mixed = !all_random(summary);
  std::map<Key, std::vector<Row>> rows;
  for (const Group& group : summary.groups) {
    auto& same = rows[row_key(group)];
    auto free = std::ranges::find_if(same, [&](const Row& row) {
      return row.at(group.id.target) == nullptr &&
             std::ranges::all_of(
                 row.groups, [&](const auto& at) { return same_conditions(*at.second, group); });
    });
    if (free == same.end()) {
      free = same.insert(same.end(), Row{});
      free->source = source_name(group.id);
      free->name = (group.row.empty() ? name_of(group) : group.row + shown_experiment(group)) +
                   (group.random_weights && mixed ? " (random weights)" : "");
    }
    free->groups[group.id.target] = &group;
  }
  std::vector<Row> all;
  for (auto& [key, same] : rows) {
    if (same.size() > 1) tell_apart(same);
    std::ranges::move(same, std::back_inserter(all));
  }
  return all;
}

bool several_sources(const std::vector<Row>& rows) noexcept {
  return std::ranges::any_of(rows,
                             [&](const Row& row) { return row.source != rows.front().source; });
}

std::vector<std::string> targets_of(const Summary& summary) {
  std::set<std::string> left;
  for (const Group& group : summary.groups) left.insert(group.id.target);
  std::vector<std::string> targets;
  for (const auto& target : summary.published_targets)
    if (left.erase(target) > 0) targets.push_back(target);
  targets.insert(targets.end(), left.begin(), left.end());
  return targets;
}

std::vector<double> averages_by_seed(const Row& row, const std::vector<std::string>& targets) {
  std::vector<double> sums;
  const std::vector<std::uint64_t>* seeds = nullptr;
  for (const auto& target : targets) {
    const Group* group = row.at(target);
    if (group == nullptr || group->seeds.empty()) return {};
    if (seeds == nullptr) {
      seeds = &group->seeds;
      sums.assign(seeds->size(), 0.0);
    }
    if (group->seeds != *seeds) return {};
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const auto f1 = group->scores.runs[i].f1();
      if (!f1) return {};
      sums[i] += *f1;
    }
  }
  for (double& sum : sums) sum /= static_cast<double>(targets.size());
  return sums;
}

}  // namespace xner::reports
