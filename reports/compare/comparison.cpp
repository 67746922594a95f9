// See comparison.hpp: the numbers and what they allow to say.
#include "reports/compare/comparison.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::reports {
namespace {

using score::Arm;
using score::TargetArms;

using Pair = RowPair;

std::set<std::string> sources(const Side& side) {
  std::set<std::string> names;
  for (const auto& [key, arm] : side.rows) names.insert(key.first);
  return names;
}

std::string row_name(const RowKey& key) {
  return key.first.empty() ? key.second : key.first + ", " + key.second;
}

/// Rows by the part of their key that tells them apart here.
std::map<RowKey, const ArmRuns*> rows_of(const Side& side, bool by_source) {
  std::map<RowKey, const ArmRuns*> rows;
  for (const auto& [key, arm] : side.rows) rows[{by_source ? key.first : "", key.second}] = &arm;
  return rows;
}

std::vector<Pair> pair_rows(const Side& a, const Side& b, std::vector<std::string>& notes) {
  const bool by_source = sources(a).size() > 1 || sources(b).size() > 1;
  const auto rows_a = rows_of(a, by_source), rows_b = rows_of(b, by_source);
  std::vector<Pair> pairs;
  for (const auto& [key, arm] : rows_a) {
    const auto other = rows_b.find(key);
    if (other != rows_b.end())
      pairs.push_back({key, arm, other->second});
    else
      notes.push_back(fmt::format("{} has no run on {}: left out", b.name, row_name(key)));
  }
  for (const auto& [key, arm] : rows_b)
    if (!rows_a.contains(key))
      notes.push_back(fmt::format("{} has no run on {}: left out", a.name, row_name(key)));
  if (pairs.empty())
    throw Error(ErrorKind::kUsage,
                fmt::format("{} and {} have no target in common", a.name, b.name), {},
                by_source ? "name folders of one source each to match them by target" : "");
  return pairs;
}

/// How the arms differ beside their name, once for all rows: it may be why they differ at all.
void note_differences(const Pair& pair, std::set<std::string>& notes) {
  for (const UnequalFact& fact : unequal_facts(pair.a->conditions, pair.b->conditions))
    if (!fact.a.is_null() && !fact.b.is_null())
      notes.insert(fmt::format("they also differ in {}: {} and {}", fact.name, fact.a.dump(),
                               fact.b.dump()));
  if (pair.a->random_weights || pair.b->random_weights)
    notes.insert("trained from random weights: nothing follows for a pre-trained encoder");
}

std::vector<TypeComparison> compare_types(const Pair& pair, double alpha) {
  std::vector<TypeComparison> rows;
  std::set<std::string> types;
  for (const auto* arm : {pair.a, pair.b})
    for (const auto& [type, runs] : arm->types) types.insert(type);
  for (const auto& type : types) {
    const std::vector<score::RunCounts> empty(1, score::RunCounts(pair.a->runs.front().size()));
    const auto of = [&](const ArmRuns& arm) {
      const auto at = arm.types.find(type);
      return at != arm.types.end() ? at->second
                                   : std::vector<score::RunCounts>(arm.runs.size(), empty.front());
    };
    const auto a = of(*pair.a), b = of(*pair.b);
    const std::int64_t gold = score::total(a.front()).gold;
    if (gold == 0) continue;
    TypeComparison& row = rows.emplace_back();
    row.type = type;
    row.gold = gold;
    row.f1_a = score::mean(score::f1_scores(a));
    row.f1_b = score::mean(score::f1_scores(b));
    row.test = score::combined_test(a, b, alpha);
  }
  return rows;
}

/// Everything but the corrections and the bootstrap, which is drawn for macro means as well.
TargetComparison compare_row(const Pair& pair, const ComparisonSetting& setting,
                             std::uint64_t stratum) {
  TargetComparison row;
  row.source = pair.key.first;
  row.target = pair.key.second;
  row.sentences = pair.a->runs.front().size();
  row.gold = score::total(pair.a->runs.front()).gold;
  row.seeds_a = pair.a->seeds;
  row.seeds_b = pair.b->seeds;
  row.f1_a = score::f1_scores(pair.a->runs);
  row.f1_b = score::f1_scores(pair.b->runs);
  row.test = score::combined_test(pair.a->runs, pair.b->runs, setting.alpha);
  row.welch = score::welch(row.f1_a, row.f1_b, setting.alpha);
  if (setting.pair_seeds && row.seeds_a == row.seeds_b)
    row.paired = score::paired_by_seed(row.f1_a, row.f1_b, setting.alpha);
  const score::Resampling resampling{setting.resamples, setting.seed, stratum};
  row.randomization = score::approximate_randomization(pair.a->runs, pair.b->runs, resampling);
  row.superiority =
      score::probability_of_superiority(row.f1_a, row.f1_b, resampling, setting.alpha);
  row.types = compare_types(pair, setting.alpha);
  return row;
}

/// Seed-averaged F1 of both arms in each resample.
using Drawn = std::vector<std::vector<double>>;

std::vector<std::uint64_t> common_seeds(const std::vector<Pair>& pairs,
                                        const ArmRuns* Pair::*side) {
  std::vector<std::uint64_t> common = (pairs.front().*side)->seeds;
  for (const Pair& pair : pairs)
    std::erase_if(common, [&](std::uint64_t seed) {
      const auto& seeds = (pair.*side)->seeds;
      return std::find(seeds.begin(), seeds.end(), seed) == seeds.end();
    });
  return common;
}

/// Says that the mean over targets rests on fewer seeds than the rows above it.
void note_left_out(const char* name, const std::vector<Pair>& pairs, const ArmRuns* Pair::*side,
                   std::size_t common, std::vector<std::string>& notes) {
  std::set<std::uint64_t> all;
  for (const Pair& pair : pairs) all.insert((pair.*side)->seeds.begin(), (pair.*side)->seeds.end());
  if (all.size() > common)
    notes.push_back(fmt::format(
        "the mean over targets has {} of the {} seeds of {}: those with a run on each target",
        common, all.size(), name));
}

std::vector<score::RunCounts> runs_of(const ArmRuns& arm, const std::vector<std::uint64_t>& seeds) {
  std::vector<score::RunCounts> runs;
  for (const std::uint64_t seed : seeds)
    runs.push_back(arm.runs[static_cast<std::size_t>(
        std::find(arm.seeds.begin(), arm.seeds.end(), seed) - arm.seeds.begin())]);
  return runs;
}

/// @param first the stratum of the first pair.
std::optional<MacroComparison> compare_means(const std::vector<Pair>& pairs, std::size_t first,
                                             const ComparisonSetting& setting,
                                             std::vector<std::string>& notes) {
  if (pairs.size() < 2) return std::nullopt;
  MacroComparison macro;
  macro.source = pairs.front().key.first;
  macro.targets = pairs.size();
  macro.seeds_a = common_seeds(pairs, &Pair::a);
  macro.seeds_b = common_seeds(pairs, &Pair::b);
  if (macro.seeds_a.empty() || macro.seeds_b.empty()) {
    notes.push_back("no mean over targets: no seed has a run on each of them");
    return std::nullopt;
  }
  note_left_out("A", pairs, &Pair::a, macro.seeds_a.size(), notes);
  note_left_out("B", pairs, &Pair::b, macro.seeds_b.size(), notes);
  std::vector<std::vector<score::RunCounts>> held;
  for (const Pair& pair : pairs) {
    held.push_back(runs_of(*pair.a, macro.seeds_a));
    held.push_back(runs_of(*pair.b, macro.seeds_b));
  }
  std::vector<TargetArms> arms;
  for (std::size_t i = 0; i < pairs.size(); ++i) arms.push_back({held[2 * i], held[2 * i + 1]});
  macro.f1_a = score::macro_scores(arms, &TargetArms::a);
  macro.f1_b = score::macro_scores(arms, &TargetArms::b);
  macro.test = score::macro_test(arms, setting.alpha);
  macro.detectable = score::detectable_difference(macro.test, setting.alpha);
  Drawn sums(2, std::vector<double>(static_cast<std::size_t>(setting.resamples)));
  for (std::size_t i = 0; i < arms.size(); ++i) {
    const std::vector<Arm> both{arms[i].a, arms[i].b};
    const Drawn drawn = score::bootstrap_means(both, {setting.resamples, setting.seed, first + i});
    for (std::size_t side = 0; side < 2; ++side)
      for (std::size_t r = 0; r < sums[side].size(); ++r)
        sums[side][r] += drawn[side][r] / static_cast<double>(arms.size());
  }
  macro.bootstrap = score::paired_bootstrap(sums[0], sums[1], macro.test.difference, setting.alpha);
  return macro;
}

void correct(Comparison& comparison) {
  std::vector<double> p, of_types;
  for (const TargetComparison& row : comparison.targets) {
    p.push_back(row.test.p);
    for (const TypeComparison& type : row.types) of_types.push_back(type.test.p);
  }
  const auto adjusted = score::holm(p), exploratory = score::benjamini_hochberg(of_types);
  const double level = comparison.setting.alpha / static_cast<double>(p.size());
  std::size_t at = 0, type_at = 0;
  for (TargetComparison& row : comparison.targets) {
    row.p_holm = adjusted[at++];
    row.detectable = score::detectable_difference(row.test, level);
    for (TypeComparison& type : row.types) type.p_exploratory = exploratory[type_at++];
    if (row.p_holm > comparison.setting.alpha) continue;
    ++(row.test.difference > 0 ? comparison.better : comparison.worse);
  }
}

/// Without predictions the rest of the comparison stands.
void add_sentences(const std::vector<Pair>& pairs, Comparison& comparison) try {
  comparison.sentences = compare_sentences(pairs, comparison.setting.sentences);
} catch (const Error& error) {
  if (error.kind() != ErrorKind::kIo) throw;
  comparison.setting.sentences = 0;
  comparison.notes.push_back(fmt::format("no sentences are shown: {}", error.what()));
}

}  // namespace

Comparison compare(const Side& a, const Side& b, const ComparisonSetting& setting) {
  if (setting.alpha <= 0 || setting.alpha >= 1)
    throw Error(ErrorKind::kUsage,
                fmt::format("expected alpha between 0 and 1, found {}", setting.alpha));
  Comparison comparison{a.name, b.name, setting, {}, {}, 0, 0, {}, {}, a.notes};
  comparison.notes.insert(comparison.notes.end(), b.notes.begin(), b.notes.end());
  const std::vector<Pair> pairs = pair_rows(a, b, comparison.notes);
  std::set<std::string> differences;
  std::map<std::string, std::vector<Pair>> by_source;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    check_same_test(row_name(pairs[i].key), *pairs[i].a, a.name, *pairs[i].b, b.name,
                    "run both on the same data with the same scorer");
    note_differences(pairs[i], differences);
    TargetComparison row = compare_row(pairs[i], setting, i);
    row.bootstrap = score::paired_bootstrap(pairs[i].a->runs, pairs[i].b->runs,
                                            {setting.resamples, setting.seed, i}, setting.alpha);
    comparison.targets.push_back(std::move(row));
    by_source[pairs[i].key.first].push_back(pairs[i]);
  }
  comparison.notes.insert(comparison.notes.end(), differences.begin(), differences.end());
  correct(comparison);
  std::size_t first = 0;  // pairs are in the order of their keys, so of their sources
  for (const auto& [source, rows] : by_source) {
    if (auto macro = compare_means(rows, first, setting, comparison.notes))
      comparison.macros.push_back(std::move(*macro));
    first += rows.size();
  }
  if (setting.buckets) comparison.buckets = compare_buckets(pairs, setting.alpha, comparison.notes);
  if (setting.sentences > 0) add_sentences(pairs, comparison);
  return comparison;
}

}  // namespace xner::reports
