// See gate.hpp.
#include "reports/gate/gate.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/record/numeric_class.hpp"
#include "harness/score/multiple_comparisons.hpp"
#include "reports/runs/names.hpp"

namespace xner::reports {
namespace {

using record::Json;

/// "cuda" of ["cuda"], "unknown" of nothing.
std::string plain(const Json& value) {
  if (value.is_null() || value.empty()) return "unknown";
  if (value.is_array() && value.size() == 1) return plain(value.front());
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::vector<Json> classes_of(const GateCell& old, const GateCell& now) {
  std::vector<Json> classes = old.numeric_classes;
  classes.insert(classes.end(), now.numeric_classes.begin(), now.numeric_classes.end());
  return classes;
}

/// "device cuda was cpu": of the facts that have to be equal within a class, those that are not.
std::vector<std::string> class_differences(const std::vector<Json>& classes) {
  const auto facts = [](const Json& of) { return of.value("tolerance", Json::object()); };
  std::vector<std::string> unequal;
  for (const Json& other : classes) {
    for (const UnequalFact& fact : unequal_facts(facts(classes.front()), facts(other)))
      unequal.push_back(fmt::format("{} {} was {}", fact.name, plain(fact.b), plain(fact.a)));
    if (!unequal.empty()) break;
  }
  return unequal;
}

/// Scores of another device, precision or release are draws of another distribution.
void check_same_class(const GateCell& old, const std::vector<Json>& classes) {
  if (record::comparability(classes) != record::Comparability::kStatistical) return;
  throw Error(
      ErrorKind::kData,
      fmt::format("{}: expected runs of the baseline's numeric class, found others: {}",
                  cell_path(old.id), fmt::join(class_differences(classes), ", ")),
      {},
      "`xner baseline accept` makes the new runs the baseline; --across-classes judges them "
      "if that is what changed");
}

/// Of every type in every sentence; a type that one side does not know, no run of it has.
bool same_counts(const ArmRuns& a, std::size_t i, const ArmRuns& b, std::size_t j) {
  const auto same_types = [](const ArmRuns& some, std::size_t s, const ArmRuns& others,
                             std::size_t o) {
    return std::ranges::all_of(some.types, [&](const auto& type) {
      const auto at = others.types.find(type.first);
      if (at != others.types.end()) return type.second[s] == at->second[o];
      const score::Counts counts = score::total(type.second[s]);
      return counts.gold == 0 && counts.predicted == 0;
    });
  };
  return a.runs[i] == b.runs[j] && same_types(a, i, b, j) && same_types(b, j, a, i);
}

/// True if code and data did the same again: exact, so no test is needed. Another CPU may do the
/// same, another device or release not by chance alone.
/// The seeds of one side may be a part of the other's.
bool identical(const GateCell& old, const GateCell& now, const std::vector<Json>& classes) {
  std::size_t shared = 0;
  for (std::size_t i = 0; i < old.arm.seeds.size(); ++i) {
    const auto at = std::ranges::find(now.arm.seeds, old.arm.seeds[i]);
    if (at == now.arm.seeds.end()) continue;
    if (!same_counts(old.arm, i, now.arm, static_cast<std::size_t>(at - now.arm.seeds.begin())))
      return false;
    ++shared;
  }
  return shared == std::min(old.arm.seeds.size(), now.arm.seeds.size()) &&
         record::comparability(classes) != record::Comparability::kStatistical;
}

/// Conditions and numeric class that the two sides do not share: perhaps why they differ.
std::vector<std::string> differences(const GateCell& old, const GateCell& now,
                                     const std::vector<Json>& classes) {
  std::vector<std::string> notes = class_differences(classes);
  std::vector<std::uint64_t> lost;
  std::ranges::set_difference(old.arm.seeds, now.arm.seeds, std::back_inserter(lost));
  if (!lost.empty() && lost.size() < old.arm.seeds.size())
    notes.push_back(fmt::format("the new runs lack {} of the baseline's {} seeds: {}", lost.size(),
                                old.arm.seeds.size(), fmt::join(lost, ", ")));
  if (predicts_nothing(now)) notes.emplace_back("the new runs predict no entity");
  if (predicts_nothing(old)) notes.emplace_back("the baseline predicts no entity");
  // Then some are left of an earlier command.
  if (const auto makers = makers_of(now); makers.size() > 1)
    notes.push_back(fmt::format("the new runs were made by {} builds: {}", makers.size(),
                                fmt::join(makers, ", ")));
  for (const UnequalFact& fact : unequal_facts(old.arm.conditions, now.arm.conditions))
    notes.push_back(fmt::format("{} {} was {}", fact.name, plain(fact.b), plain(fact.a)));
  return notes;
}

/// One-sided p of a true difference of at least `bound`: small if `test` is clearly below it.
double p_below(const score::CombinedTest& test, double bound) {
  const double apart = test.difference - bound;
  const double p =
      score::t_test(apart, {test.standard_error * test.standard_error, test.freedom}).p;
  return apart < 0 ? p / 2 : 1 - p / 2;
}

/// The combined test with the variance that sentences have in a bootstrap of both sides together.
score::CombinedTest test_cell(const GateCell& old, const GateCell& now, const GateSetting& setting,
                              std::uint64_t stratum) {
  const score::TargetArms arms{now.arm.runs, old.arm.runs};
  return score::confirmed_test(std::span(&arms, 1), {setting.resamples, setting.seed, stratum},
                               2 * setting.alpha);
}

Evidence evidence_of(const score::CombinedTest& test, double margin) {
  Evidence evidence;
  evidence.test = test;
  evidence.p_below = p_below(test, -margin);
  evidence.p_not_below = 1 - evidence.p_below;
  evidence.p_above = 1 - p_below(test, margin);
  return evidence;
}

/// What would end the doubt, if the difference stays as it is.
void find_remedy(const GateSetting& setting, std::size_t tested, CellVerdict& cell) {
  const score::CombinedTest& test = cell.evidence->test;
  const double apart = test.difference + cell.margin;
  const double alpha = setting.alpha / static_cast<double>(apart < 0 ? tested : 1);
  // A one-sided test of this level is the same as a two-sided one of twice that.
  cell.seeds_needed = score::seeds_to_see(test, apart, 2 * alpha);
  cell.doubt = Doubt::kSeeds;
  if (cell.seeds_needed) return;
  const bool decidable = score::seeds_to_see(test, cell.margin, 2 * setting.alpha).has_value();
  cell.doubt = decidable ? Doubt::kAtMargin : Doubt::kTestSet;
  if (!decidable)
    cell.margin_possible = score::detectable_with_seeds(test, score::kMostSeeds, 2 * setting.alpha);
}

bool too_noisy(const CellVerdict& cell) {
  if (cell.baseline.seeds.size() < kNoiseSeeds || cell.now.seeds.size() < kNoiseSeeds) return false;
  const double entity = 1 / static_cast<double>(std::max<std::int64_t>(cell.gold, 1));
  return *cell.now.f1.deviation > kNoiseFactor * std::max(*cell.baseline.f1.deviation, entity);
}

/// After Holm's correction. A clear regression is one in spite of noise, which its test counts; a
/// pass or an improvement amid such noise is not believed.
void decide(const GateSetting& setting, std::size_t tested, CellVerdict& cell) {
  const Evidence& evidence = *cell.evidence;
  cell.verdict = Verdict::kInconclusive;
  if (evidence.test.scope == score::Scope::kModels) {
    cell.doubt = Doubt::kOneSeed;
  } else if (evidence.p_below_holm <= setting.alpha) {
    cell.verdict = Verdict::kRegression;
  } else if (too_noisy(cell)) {
    cell.doubt = Doubt::kNoise;
  } else if (evidence.p_above_holm <= setting.alpha) {
    cell.verdict = Verdict::kImprovement;
  } else if (evidence.p_not_below <= setting.alpha) {
    cell.verdict = Verdict::kPass;
  } else {
    find_remedy(setting, tested, cell);
  }
}

/// Holm over the cells that a test can speak of, for each of the two claims.
void correct(const std::vector<CellVerdict*>& tested) {
  std::vector<double> below, above;
  for (const CellVerdict* cell : tested) {
    below.push_back(cell->evidence->p_below);
    above.push_back(cell->evidence->p_above);
  }
  const auto below_holm = score::holm(below), above_holm = score::holm(above);
  for (std::size_t i = 0; i < tested.size(); ++i) {
    tested[i]->evidence->p_below_holm = below_holm[i];
    tested[i]->evidence->p_above_holm = above_holm[i];
  }
}

/// All that needs no correction over cells.
CellVerdict look_at(const GateCell& old, const GateCell* now, double margin,
                    const GateSetting& setting, std::uint64_t stratum) {
  CellVerdict cell;
  cell.id = old.id;
  cell.margin = margin;
  cell.baseline = cell_value(old);
  cell.sentences = static_cast<std::int64_t>(old.arm.runs.front().size());
  cell.gold = score::total(old.arm.runs.front()).gold;
  if (now == nullptr) return cell;
  cell.failed = now->failed;
  if (now->arm.runs.empty()) return cell;
  check_same_test(cell_path(old.id), old.arm, "the baseline", now->arm, "the new runs",
                  "scores on two test sets cannot be held against each other; `xner baseline "
                  "accept` makes the new runs the baseline");
  const std::vector<Json> classes = classes_of(old, *now);
  if (!setting.across_classes) check_same_class(old, classes);
  cell.now = cell_value(*now);
  cell.notes = differences(old, *now, classes);
  if (identical(old, *now, classes)) {
    cell.verdict = Verdict::kIdentical;
    return cell;
  }
  cell.evidence = evidence_of(test_cell(old, *now, setting, stratum), margin);
  return cell;
}

void sort_cells(std::vector<CellVerdict>& cells) {
  const auto excess = [](const CellVerdict& cell) {
    return cell.evidence ? cell.evidence->test.difference + cell.margin : 0;
  };
  std::stable_sort(cells.begin(), cells.end(), [&](const CellVerdict& a, const CellVerdict& b) {
    return a.verdict != b.verdict ? a.verdict < b.verdict : excess(a) < excess(b);
  });
}

}  // namespace

std::size_t GateResult::count(Verdict verdict) const {
  return static_cast<std::size_t>(std::count_if(
      cells.begin(), cells.end(), [&](const CellVerdict& c) { return c.verdict == verdict; }));
}

bool GateResult::incomplete() const {
  return !problems.empty() || std::any_of(cells.begin(), cells.end(), [](const CellVerdict& cell) {
    return cell.verdict == Verdict::kMissing || !cell.failed.empty();
  });
}

GateResult judge(const Baseline& baseline, const GateCells& runs, const Margins& margins,
                 const GateSetting& setting) {
  GateResult result;
  result.baseline = baseline.name;
  result.entries = baseline.entries;
  result.runs = runs.folder.string();
  result.setting = setting;
  result.problems = runs.problems;
  std::set<std::string> sources;
  std::uint64_t stratum = 0;
  for (const auto& [path, old] : baseline.cells.by_path) {
    const auto at = runs.by_path.find(path);
    result.cells.push_back(look_at(old, at == runs.by_path.end() ? nullptr : &at->second,
                                   margins.of(old.id) / 100, setting, stratum++));
    sources.insert(source_name(old.id));
    if (old.arm.random_weights || (at != runs.by_path.end() && at->second.arm.random_weights))
      result.random_weights = true;
  }
  result.one_source = sources.size() < 2;
  for (const auto& [path, cell] : runs.by_path)
    if (!baseline.cells.by_path.contains(path)) result.new_cells.push_back(path);

  std::vector<CellVerdict*> tested;
  for (CellVerdict& cell : result.cells)
    if (cell.evidence && cell.evidence->test.scope == score::Scope::kMethods)
      tested.push_back(&cell);
  result.tested = tested.size();
  correct(tested);
  for (CellVerdict& cell : result.cells)
    if (cell.evidence) decide(setting, tested.size(), cell);
  sort_cells(result.cells);
  return result;
}

int gate_exit_code(const GateResult& result, const FailOn& fail_on) {
  if (result.count(Verdict::kRegression) > 0) return 3;
  if (result.incomplete()) return 1;
  if (fail_on.inconclusive && result.count(Verdict::kInconclusive) > 0) return 6;
  if (fail_on.improvement && result.count(Verdict::kImprovement) > 0) return 4;
  return 0;
}

}  // namespace xner::reports
