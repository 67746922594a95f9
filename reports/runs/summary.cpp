// See summary.hpp.
#include "reports/runs/summary.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/runs/choice.hpp"
#include "reports/runs/names.hpp"

namespace xner::reports {
namespace {

using record::Json;
using record::RunRecord;

template <typename Value>
Statistics over(const std::vector<score::Counts>& runs, Value value) {
  std::vector<double> values;
  for (const auto& counts : runs)
    if (const auto defined = value(counts)) values.push_back(*defined);
  return statistics(values);
}

/// Everything but the seed that makes two runs comparable.
auto group_key(const RunRecord& run) {
  return std::tuple(run.id.method, run.id.variant, run.id.source, size_order(run.id.size),
                    run.id.size, run.id.target, run.encoder, run.selector, run.departures.dump(),
                    run.conditions.dump(), run.choose);
}

bool same_name(const Group& a, const Group& b) {
  return a.id.method == b.id.method && a.id.variant == b.id.variant && a.id.source == b.id.source &&
         a.id.size == b.id.size && a.id.target == b.id.target;
}

/// Two rows of one name are runs of different conditions: each says what is its own.
void tell_apart(std::vector<Group>& groups) {
  for (Group& group : groups)
    for (const Group& other : groups) {
      if (!same_name(group, other) || !group.conditions.is_object()) continue;
      for (const auto& [name, value] : group.conditions.items())
        if (other.conditions.value(name, Json()) != value && !group.departures.contains(name))
          group.distinct[name] = value;
    }
}

/// Without runs yet.
Group group_of(const RunRecord& first) {
  Group group;
  group.id = first.id;
  group.experiment = first.experiment;
  group.encoder = first.encoder;
  group.random_weights = first.random_weights;
  group.selector = first.selector;
  group.source_train = first.source_train;
  group.target_test = first.target_test;
  group.departures = first.departures;
  group.conditions = first.conditions;
  group.swept = first.swept;
  group.choose = first.choose;
  return group;
}

void add_run(const RunRecord& run, const RunData& data, Group& group) {
  if (!run.ok()) {
    group.failed.push_back({run.id.seed, *run.failure});
    return;
  }
  group.seeds.push_back(run.id.seed);
  group.folders.push_back(data.path);
  group.errors.push_back(data.errors);
  group.scores.runs.push_back(run.score->overall);
  for (const auto& [type, counts] : run.score->types) group.types[type].runs.push_back(counts);
  if (const auto at = run.selectors.find(run.selector);
      at != run.selectors.end() && at->second.source_dev_f1)
    group.source_dev.push_back(*at->second.source_dev_f1);
  for (const auto& [name, selector] : run.selectors)
    group.selectors[name].runs.push_back(selector.overall);
  group.silent += is_silent(run.score->overall) ? 1 : 0;
  group.malformed_gold = std::max(group.malformed_gold, run.score->malformed_gold);
  group.malformed_predicted += run.score->malformed_predicted;
  group.words_without_piece = std::max(group.words_without_piece, run.words_without_piece);
  if (!run.signature.empty()) group.signatures.insert(run.signature);
}

void add_environment(const Json& environment, Summary& summary) {
  const auto add = [](std::string text, std::set<std::string>& to) {
    if (!text.empty()) to.insert(std::move(text));
  };
  add(machine_of(environment), summary.machines);
  add(maker_of(environment), summary.makers);
  add(command_of(environment), summary.commands);
  if (const auto at = environment.find("numeric_class"); at != environment.end())
    summary.numeric_classes.insert(*at);
}

/// Whether the group has a run of this seed already, scored or failed.
bool has_seed(const Group& group, std::uint64_t seed) {
  return std::ranges::find(group.seeds, seed) != group.seeds.end() ||
         std::ranges::find(group.failed, seed, &FailedRun::seed) != group.failed.end();
}

std::string repeated_text(const std::vector<std::string>& folders) {
  const bool one = folders.size() == 1;
  return fmt::format(
      "left out: {} run{} of a seed that {} row has from another folder, first {}; name the "
      "folders of several experiments one by one",
      folders.size(), one ? "" : "s", one ? "its" : "their", folders.front());
}

void check_signatures(Summary& summary) {
  for (const Group& group : summary.groups)
    if (group.signatures.size() > 1)
      summary.problems.push_back(fmt::format(
          "{} on {}: its runs have different signatures, so their mean compares unlike scores: {}",
          method_name(group.id), group.id.target, fmt::join(group.signatures, " and ")));
}

}  // namespace

Statistics Scores::precision() const {
  return over(runs, [](const auto& counts) { return counts.precision(); });
}
Statistics Scores::recall() const {
  return over(runs, [](const auto& counts) { return counts.recall(); });
}
Statistics Scores::f1() const {
  return over(runs, [](const auto& counts) { return counts.f1(); });
}

Summary summarise(const std::vector<RunData>& runs, const std::string& experiment) {
  Summary summary;
  summary.experiment = experiment;
  std::map<decltype(group_key(std::declval<RunRecord>())), Group> groups;
  std::vector<std::string> repeated;  // folders of a seed that its row has already
  for (const RunData& run : runs) {
    if (!run.problem.empty()) summary.problems.push_back(run.problem);
    if (!run.record) continue;
    const RunRecord& record = *run.record;
    if (!record.experiment.empty()) summary.experiment = record.experiment;
    const auto [at, first] = groups.try_emplace(group_key(record));
    Group& group = at->second;
    if (first) group = group_of(record);
    if (has_seed(group, record.id.seed)) {
      repeated.push_back(run.folder.string());
      continue;
    }
    add_run(record, run, group);
    ++(record.ok() ? summary.scored : summary.failed);
    add_environment(run.environment, summary);
  }
  if (!repeated.empty()) summary.problems.push_back(repeated_text(repeated));
  summary.experiments = {summary.experiment};
  for (auto& [key, group] : groups) summary.groups.push_back(std::move(group));
  tell_apart(summary.groups);
  summary.throughput = throughput_of(runs);
  check_signatures(summary);
  choose_on_source_dev(summary);
  return summary;
}

}  // namespace xner::reports
