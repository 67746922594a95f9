// One summary of several experiments. See summary.hpp.
#include <algorithm>
#include <map>
#include <tuple>

#include "reports/runs/names.hpp"
#include "reports/runs/summary.hpp"

namespace xner::reports {
namespace {

template <typename Value>
void append(std::vector<Value>& all, std::vector<Value>& more) {
  std::ranges::move(more, std::back_inserter(all));
}

template <typename Value>
void append(std::set<Value>& all, std::set<Value>& more) {
  all.merge(more);
}

/// Sets `name_experiment` where several experiments have something of one name.
template <typename Named>
void name_experiments(std::vector<Named>& all, auto name) {
  std::map<decltype(name(all.front())), std::set<std::string>> experiments;
  for (const Named& one : all) experiments[name(one)].insert(one.experiment);
  for (Named& one : all) one.name_experiment |= experiments[name(one)].size() > 1;
}

/// Two folders may hold experiments of one name: "table3", "table3 #2".
void tell_apart(std::vector<Summary>& summaries) {
  std::map<std::string, int> seen;
  for (Summary& summary : summaries) {
    const int times = ++seen[summary.experiment];
    if (times > 1) summary.experiment += " #" + std::to_string(times);
    summary.experiments = {summary.experiment};
    for (auto* groups : {&summary.groups, &summary.set_aside})
      for (Group& group : *groups) group.experiment = summary.experiment;
    for (Candidate& candidate : summary.candidates) candidate.experiment = summary.experiment;
    for (Throughput& row : summary.throughput) row.experiment = summary.experiment;
    for (Bench& bench : summary.measured) bench.experiment = summary.experiment;
  }
}

}  // namespace

Summary join(std::vector<Summary> summaries) {
  if (summaries.size() == 1) return std::move(summaries.front());
  tell_apart(summaries);
  Summary all;
  for (Summary& one : summaries) {
    all.experiment += (all.experiment.empty() ? "" : ", ") + one.experiment;
    all.scored += one.scored;
    all.failed += one.failed;
    append(all.experiments, one.experiments);
    append(all.groups, one.groups);
    append(all.set_aside, one.set_aside);
    append(all.candidates, one.candidates);
    append(all.throughput, one.throughput);
    append(all.measured, one.measured);
    append(all.problems, one.problems);
    append(all.machines, one.machines);
    append(all.makers, one.makers);
    append(all.commands, one.commands);
    append(all.published_notes, one.published_notes);
    append(all.numeric_classes, one.numeric_classes);
    for (auto& target : one.published_targets)
      if (std::ranges::find(all.published_targets, target) == all.published_targets.end())
        all.published_targets.push_back(std::move(target));
  }
  const auto path = [](const auto& one) {
    return std::tuple(method_name(one.id), one.id.source, one.id.size);
  };
  name_experiments(all.groups, path);
  name_experiments(all.throughput, path);
  name_experiments(all.measured, [](const Bench& bench) { return bench.file; });
  // In the table by target a row has its paper's name.
  name_experiments(all.groups, [&](const Group& group) {
    return group.row.empty() ? path(group) : std::tuple(group.row, group.id.source, group.id.size);
  });
  const auto place = [](const Group& group) {
    return std::tuple(method_name(group.id), group.id.source, size_order(group.id.size),
                      group.id.size, group.id.target);
  };
  std::ranges::stable_sort(all.groups, {}, place);
  return all;
}

}  // namespace xner::reports
