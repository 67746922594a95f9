// See choice.hpp.
#include "reports/runs/choice.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace xner::reports {
namespace {

using Run = std::pair<std::string, std::uint64_t>;  // target and seed

/// One configuration of a method: its groups, one a target.
struct Configuration {
  Candidate candidate;
  std::vector<const Group*> groups;
  std::set<Run> runs;
  std::vector<double> f1;
};

auto family_key(const Group& group) {
  return std::tuple(group.id.method, group.id.source, group.id.size, group.encoder, group.selector);
}

/// In the order of ties. Which text of a target is read is no part of what is tried on all of them.
auto configuration_key(const Group& group) {
  record::Json conditions = group.conditions;
  if (conditions.is_object())
    for (const char* name : {record::kUnlabelled, record::kUnlabelledSize, record::kTranslations})
      conditions.erase(name);
  return std::tuple(group.swept, group.id.variant, group.departures.dump(), conditions.dump());
}

using Family = std::map<decltype(configuration_key(std::declval<Group>())), Configuration>;

void add_group(const Group& group, Configuration& configuration) {
  configuration.candidate.id = group.id;
  configuration.candidate.experiment = group.experiment;
  configuration.groups.push_back(&group);
  for (const auto seed : group.seeds) configuration.runs.emplace(group.id.target, seed);
  for (const FailedRun& run : group.failed)
    configuration.candidate.failed.push_back(
        fmt::format("{}, seed {}: {}", group.id.target, run.seed, run.failure.kind));
  const auto& f1 = group.source_dev;
  configuration.f1.insert(configuration.f1.end(), f1.begin(), f1.end());
}

/// The chosen one, or nullptr.
Configuration* choose(Family& family) {
  std::set<Run> all;
  for (const auto& [key, one] : family) {
    all.insert(one.runs.begin(), one.runs.end());
    for (const Group* group : one.groups)
      for (const FailedRun& run : group->failed) all.emplace(group->id.target, run.seed);
  }
  Configuration* best = nullptr;
  for (auto& [key, one] : family) {
    Candidate& candidate = one.candidate;
    candidate.source_dev = statistics(one.f1);
    candidate.complete = one.runs == all && one.f1.size() == all.size();
    if (candidate.complete &&
        (best == nullptr || candidate.source_dev.mean > best->candidate.source_dev.mean))
      best = &one;
  }
  return best;
}

}  // namespace

void choose_on_source_dev(Summary& summary) {
  std::map<decltype(family_key(std::declval<Group>())), Family> families;
  for (const Group& group : summary.groups)
    if (group.choose == "source_dev")
      add_group(group, families[family_key(group)][configuration_key(group)]);
  std::set<const Group*> aside;
  std::map<const Group*, std::int64_t> tried;
  for (auto& [key, family] : families) {
    if (family.size() < 2) continue;
    Configuration* const best = choose(family);
    if (best == nullptr)
      summary.problems.push_back(fmt::format(
          "{} on {}: none of {} configurations has an F1 on source dev for every run, so none is "
          "chosen",
          std::get<0>(key), std::get<1>(key) + "-" + std::get<2>(key), family.size()));
    for (auto& [order, one] : family) {
      one.candidate.chosen = &one == best;
      for (const Group* group : one.groups) {
        if (best != nullptr && !one.candidate.chosen) aside.insert(group);
        if (one.candidate.chosen) tried[group] = static_cast<std::int64_t>(family.size());
      }
      summary.candidates.push_back(std::move(one.candidate));
    }
  }
  std::vector<Group> kept;
  for (Group& group : summary.groups) {
    const bool leaves = aside.contains(&group);
    if (const auto at = tried.find(&group); at != tried.end()) group.tried = at->second;
    (leaves ? summary.set_aside : kept).push_back(std::move(group));
  }
  summary.groups = std::move(kept);
}

}  // namespace xner::reports
