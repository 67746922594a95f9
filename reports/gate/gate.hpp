// The regression gate: new runs against a baseline, cell by cell, with a declared margin. A verdict
// needs evidence either way (RELIABILITY 5.9): "no significant loss" is none, so what cannot be
// told is inconclusive, and it is said what would tell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/score/significance.hpp"
#include "reports/gate/baseline.hpp"
#include "reports/gate/gate_margins.hpp"
#include "reports/gate/history_steps.hpp"
#include "reports/gate/verdict.hpp"

namespace xner::reports {

inline constexpr int kGateSchema = 1;
/// Seeds from which on a spread is known well enough to be held against another.
inline constexpr std::size_t kNoiseSeeds = 5;
/// How much wider the new spread may be.
inline constexpr double kNoiseFactor = 2;

struct GateSetting {
  double alpha = score::kAlpha;  ///< of each one-sided test
  std::int64_t resamples = 2000;
  std::uint64_t seed = 1;  ///< of the resamples
  bool across_classes =
      false;  ///< runs of another device, precision or LibTorch may be judged, too
};

/// Why a cell is inconclusive.
enum class Doubt {
  kNone,
  kOneSeed,  ///< a side has one seed: nothing is known of its spread
  kNoise,    ///< the new runs spread more than `kNoiseFactor` times as wide as the baseline's (or
             ///< as one entity more or less)
  kSeeds,    ///< more seeds would decide: `seeds_needed`
  kTestSet,  ///< the test set is too small for the margin, however many seeds: `margin_possible`
  kAtMargin  ///< the difference lies too near the margin
};

/// What the tests say of a cell; differences are new - baseline, in fractions.
struct Evidence {
  score::CombinedTest test;  ///< with the bootstrap's variance; its interval is at 1 - 2 alpha,
                             ///< whose bounds are those of the one-sided tests
  double p_below = 1;        ///< of "at least -margin"; small: a regression
  double p_below_holm = 1;
  double p_not_below = 1;  ///< of "at most -margin"; small: a pass
  double p_above = 1;      ///< of "at most +margin"; small: an improvement
  double p_above_holm = 1;
};

struct CellVerdict {
  record::RunId id;
  Verdict verdict = Verdict::kMissing;
  Doubt doubt = Doubt::kNone;
  double margin = 0;  ///< fraction
  CellValue baseline;
  CellValue now;
  std::optional<Evidence> evidence;         ///< none if missing or identical
  std::optional<std::size_t> seeds_needed;  ///< on each side, in all
  std::optional<double> margin_possible;    ///< that `score::kMostSeeds` would decide
  std::int64_t sentences = 0;
  std::int64_t gold = 0;           ///< entities
  std::vector<FailedRun> failed;   ///< of the new runs
  std::vector<std::string> notes;  ///< in what the runs differ beside the code
};

struct GateResult {
  std::string baseline;  ///< as it was named
  std::vector<BaselineEntry> entries;
  std::string runs;  ///< folder
  GateSetting setting;
  std::vector<CellVerdict> cells;      ///< the worst first
  std::vector<std::string> new_cells;  ///< paths of cells that the baseline has not
  std::vector<std::string> problems;   ///< records of the new runs that cannot be read
  std::vector<HistoryStep> steps{};    ///< of the new runs' history; they decide nothing
  std::size_t tested = 0;              ///< cells that Holm's correction is over
  bool one_source = true;
  bool random_weights = false;  ///< on either side, in any cell

  [[nodiscard]] std::size_t count(Verdict verdict) const;
  /// A cell is missing, or a run failed or cannot be read.
  [[nodiscard]] bool incomplete() const;
};

/// @param runs not empty.
/// @throws Error{kData} if a cell's test sets are not the same (other signatures, numbers of
/// sentences or gold entities), or its runs not of one numeric class, unless `across_classes`.
[[nodiscard]] GateResult judge(const Baseline& baseline, const GateCells& runs,
                               const Margins& margins, const GateSetting& setting);

/// 3 regression, else 1 incomplete, else 6 inconclusive or 4 improvement where asked, else 0.
[[nodiscard]] int gate_exit_code(const GateResult& result, const FailOn& fail_on);

}  // namespace xner::reports
