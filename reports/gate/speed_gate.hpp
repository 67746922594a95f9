// The speed gate: what two installations took for the same work, with a declared margin. Times are
// never held against another machine's: judged are ratios of times that were measured side by side,
// of times to a reference kernel's in the same process, or of instructions (RELIABILITY 5.8).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/record/run_record.hpp"
#include "harness/score/rank_tests.hpp"
#include "harness/score/significance.hpp"
#include "reports/gate/gate_margins.hpp"
#include "reports/gate/verdict.hpp"

namespace xner::reports {

inline constexpr int kSpeedGateSchema = 1;
/// From fewer measurements nothing is said of how many would decide.
inline constexpr std::size_t kFewestForAdvice = 5;
enum class SpeedMetric {
  kPairedTime,    ///< milliseconds; `before[i]` was measured beside `now[i]`
  kRelativeTime,  ///< times the reference kernel's time, each side by itself
  kInstructions,  ///< one number each, exact
};
[[nodiscard]] const char* metric_name(SpeedMetric metric) noexcept;  ///< "time", ...

/// One benchmark by both sides.
struct SpeedSeries {
  std::string name;  ///< "wu_dredze/train"
  SpeedMetric metric = SpeedMetric::kPairedTime;
  std::vector<double> before{};
  std::vector<double> now{};
};

struct SpeedSetting {
  double slowdown = kDefaultSlowdown;                   ///< margin of times
  double more_instructions = kDefaultMoreInstructions;  ///< margin of instructions
  double alpha = score::kAlpha;                         ///< of each one-sided test

  [[nodiscard]] double margin(SpeedMetric metric) const noexcept {
    return metric == SpeedMetric::kInstructions ? more_instructions : slowdown;
  }
};

/// By rank tests of logarithms: Wilcoxon's of pairs, which share what the machine did meanwhile;
/// Mann and Whitney's of sides measured apart. One disturbed measurement moves little. Instructions
/// are compared as they are.
struct SpeedVerdict {
  std::string name;
  SpeedMetric metric = SpeedMetric::kPairedTime;
  Verdict verdict = Verdict::kInconclusive;
  double before = 0;           ///< median
  double now = 0;              ///< median
  double ratio = 1;            ///< now / before, Hodges and Lehmann's; above 1: slower
  score::Interval interval{};  ///< of the ratio, at level 1 - 2 alpha; may reach to 0 or infinity
  double p_slower = 1;         ///< of "at most margin slower"; small: a regression
  double p_slower_holm = 1;
  double p_not_slower = 1;  ///< of "at least margin slower"; small: a pass
  double p_faster = 1;      ///< of "at most margin faster"; small: an improvement
  double p_faster_holm = 1;
  std::size_t measurements = 0;         ///< pairs, or of the side that has fewer
  std::optional<std::size_t> needed{};  ///< if inconclusive; none: more would not
                                        ///< decide, or there are too few to say it
};

struct SpeedResult {
  std::string before;  ///< the installation that is held against
  std::string now;
  SpeedSetting setting;
  std::vector<SpeedVerdict> rows;  ///< the worst first

  [[nodiscard]] std::size_t count(Verdict verdict) const;
};

/// A benchmark that is 1 + margin times as slow is a regression, one that is so much faster an
/// improvement; both after Holm over the benchmarks. A pass needs evidence, too.
/// @throws Error{kUsage} without benchmarks, for a margin that is not above 0, and for series that
/// are empty, hold a number that is not above 0, or more than `score::kMostRanked`; pairs that do
/// not pair.
[[nodiscard]] SpeedResult judge_speed(std::string before, std::string now,
                                      const std::vector<SpeedSeries>& benchmarks,
                                      const SpeedSetting& setting);

/// 3 regression, else 6 inconclusive or 4 improvement where asked, else 0.
[[nodiscard]] int speed_exit_code(const SpeedResult& result, const FailOn& fail_on);

/// "1.210 times as long (90 % interval 1.180 to 1.250, 10 pairs): ...": ratio, evidence, and what
/// follows. Text, not escaped.
[[nodiscard]] std::string verdict_sentence(const SpeedResult& result, const SpeedVerdict& row);
[[nodiscard]] std::string speed_headline(const SpeedResult& result);
/// At most 80 columns.
[[nodiscard]] std::string speed_to_terminal(const SpeedResult& result, bool colour);
[[nodiscard]] std::string speed_to_markdown(const SpeedResult& result);
/// As ci_hosts.hpp.
[[nodiscard]] std::string speed_to_junit(const SpeedResult& result, const FailOn& fail_on = {});
[[nodiscard]] std::string speed_to_github(const SpeedResult& result, const FailOn& fail_on = {});
/// {"schema", "verdict", "exit_code", "alpha", "before", "now", "benchmarks": [{"metric",
/// "name", "verdict", "margin", "before", "now", "ratio", "low", "high", "level", "measurements",
/// "needed", "p_regression", "p_regression_holm", "p_pass", "p_improvement", "p_improvement_holm",
/// "text"}]}; what is undefined or infinite is null.
[[nodiscard]] record::Json speed_to_json(const SpeedResult& result, int exit_code);

}  // namespace xner::reports
