// See speed_gate.hpp: the judgement.
#include "reports/gate/speed_gate.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <boost/math/distributions/normal.hpp>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/score/multiple_comparisons.hpp"

namespace xner::reports {
namespace {

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

void check(const SpeedSeries& series) {
  if (series.before.empty() || series.now.empty() ||
      (series.metric == SpeedMetric::kPairedTime && series.before.size() != series.now.size()))
    throw Error(ErrorKind::kUsage,
                fmt::format("{}: expected measurements of both sides, found {} before and {} now",
                            series.name, series.before.size(), series.now.size()));
  for (const auto* side : {&series.before, &series.now})
    for (const double value : *side)
      if (!(value > 0) || std::isinf(value))
        throw Error(ErrorKind::kUsage,
                    fmt::format("{}: expected a number above 0, found {}", series.name, value));
}

std::vector<double> logs(const std::vector<double>& values) {
  std::vector<double> result;
  for (const double value : values) result.push_back(std::log(value));
  return result;
}

/// Logarithms, and the tests of a shift between them that the design allows.
class Comparison {
 public:
  explicit Comparison(const SpeedSeries& series)
      : paired_(series.metric == SpeedMetric::kPairedTime),
        before_(logs(series.before)),
        now_(logs(series.now)) {
    for (std::size_t i = 0; paired_ && i < now_.size(); ++i) {
      differences_.push_back(now_[i] - before_[i]);
      opposite_.push_back(before_[i] - now_[i]);
    }
  }
  [[nodiscard]] score::Shift shift(double alpha) const {
    return paired_ ? score::signed_rank_shift(differences_, alpha)
                   : score::rank_sum_shift(now_, before_, alpha);
  }
  /// p of "now is before moved by `shift` or less", and by `shift` or more.
  [[nodiscard]] double above(double shift) const {
    return paired_ ? score::signed_rank_above(differences_, shift)
                   : score::rank_sum_above(now_, before_, shift);
  }
  [[nodiscard]] double below(double shift) const {
    return paired_ ? score::signed_rank_above(opposite_, -shift)
                   : score::rank_sum_above(before_, now_, -shift);
  }
  /// Of one measurement's difference, as normal noise of the same median deviation has it.
  [[nodiscard]] double deviation() const {
    if (paired_) return spread(differences_);
    return std::hypot(spread(now_), spread(before_));
  }

 private:
  static double spread(const std::vector<double>& values) {
    constexpr double kDeviationOfMedian = 1.4826;
    const double centre = median(values);
    std::vector<double> apart;
    for (const double value : values) apart.push_back(std::abs(value - centre));
    return kDeviationOfMedian * median(apart);
  }

  bool paired_;
  std::vector<double> before_, now_, differences_, opposite_;
};

SpeedVerdict counted(const SpeedSeries& series, double margin) {
  SpeedVerdict row;
  row.before = median(series.before);
  row.now = median(series.now);
  row.ratio = row.now / row.before;
  row.interval = {row.ratio, row.ratio};
  row.p_slower = row.ratio > 1 + margin ? 0 : 1;
  row.p_faster = row.ratio < 1 / (1 + margin) ? 0 : 1;
  row.p_not_slower = 1 - row.p_slower;
  row.measurements = 1;
  return row;
}

SpeedVerdict tested(const SpeedSeries& series, const SpeedSetting& setting) {
  const Comparison comparison(series);
  const double margin = std::log1p(setting.slowdown);
  const score::Shift shift = comparison.shift(setting.alpha);
  SpeedVerdict row;
  row.before = median(series.before);
  row.now = median(series.now);
  row.ratio = std::exp(shift.estimate);
  row.interval = {std::exp(shift.interval.low), std::exp(shift.interval.high)};
  row.p_slower = comparison.above(margin);
  row.p_not_slower = comparison.below(margin);
  row.p_faster = comparison.below(-margin);
  row.measurements = std::min(series.before.size(), series.now.size());
  return row;
}

/// How many measurements would show, with probability `score::kPower`, on which side of the margin
/// the ratio is if it stays so: by the normal approximation, at the efficiency that rank tests have
/// against the t test where noise is normal.
/// Nothing is said from fewer than `kFewestForAdvice`, whose deviation is hardly known.
/// @param alpha that a regression needs, Holm's smallest; a pass needs none of it.
std::optional<std::size_t> to_decide(const SpeedSeries& series, const SpeedVerdict& row,
                                     const SpeedSetting& setting, double alpha) {
  if (row.measurements < kFewestForAdvice) return std::nullopt;
  constexpr double kEfficiency = 3 / std::numbers::pi;
  const double beyond = std::log(row.ratio) - std::log1p(setting.slowdown);
  const double level = beyond > 0 ? alpha : setting.alpha, distance = std::abs(beyond);
  const boost::math::normal normal;
  const double shift = quantile(complement(normal, level)) + quantile(normal, score::kPower);
  const double needed =
      std::pow(shift * Comparison(series).deviation() / distance, 2) / kEfficiency;
  if (!(needed <= score::kMostRanked)) return std::nullopt;
  return std::max(static_cast<std::size_t>(std::ceil(needed)), row.measurements + 1);
}

Verdict verdict_on(const SpeedVerdict& row, double alpha) {
  if (row.p_slower_holm <= alpha) return Verdict::kRegression;
  if (row.p_faster_holm <= alpha) return Verdict::kImprovement;
  return row.p_not_slower <= alpha ? Verdict::kPass : Verdict::kInconclusive;
}

SpeedVerdict measure(const SpeedSeries& series, const SpeedSetting& setting) {
  check(series);
  SpeedVerdict row = series.metric == SpeedMetric::kInstructions
                         ? counted(series, setting.more_instructions)
                         : tested(series, setting);
  row.name = series.name;
  row.metric = series.metric;
  return row;
}

}  // namespace

const char* metric_name(SpeedMetric metric) noexcept {
  switch (metric) {
    case SpeedMetric::kPairedTime:
      return "time";
    case SpeedMetric::kRelativeTime:
      return "time / reference";
    case SpeedMetric::kInstructions:
      return "instructions";
  }
  return "";
}

std::size_t SpeedResult::count(Verdict verdict) const {
  return static_cast<std::size_t>(std::ranges::count(rows, verdict, &SpeedVerdict::verdict));
}

SpeedResult judge_speed(std::string before, std::string now,
                        const std::vector<SpeedSeries>& benchmarks, const SpeedSetting& setting) {
  if (benchmarks.empty())
    throw Error(ErrorKind::kUsage, "expected a benchmark that both sides have, found none");
  for (const double margin : {setting.slowdown, setting.more_instructions})
    if (!(margin > 0))
      throw Error(ErrorKind::kUsage,
                  fmt::format("expected a margin above 0 percent, found {}", 100 * margin));
  SpeedResult result{std::move(before), std::move(now), setting, {}};
  std::vector<double> slower, faster;
  for (const SpeedSeries& series : benchmarks) {
    result.rows.push_back(measure(series, setting));
    slower.push_back(result.rows.back().p_slower);
    faster.push_back(result.rows.back().p_faster);
  }
  const auto slower_holm = score::holm(slower), faster_holm = score::holm(faster);
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    SpeedVerdict& row = result.rows[i];
    row.p_slower_holm = slower_holm[i];
    row.p_faster_holm = faster_holm[i];
    row.verdict = verdict_on(row, setting.alpha);
    if (row.verdict == Verdict::kInconclusive)
      row.needed = to_decide(benchmarks[i], row, setting,
                             setting.alpha / static_cast<double>(benchmarks.size()));
  }
  std::ranges::stable_sort(result.rows, {}, &SpeedVerdict::verdict);
  return result;
}

int speed_exit_code(const SpeedResult& result, const FailOn& fail_on) {
  if (result.count(Verdict::kRegression) > 0) return 3;
  if (fail_on.inconclusive && result.count(Verdict::kInconclusive) > 0) return 6;
  return fail_on.improvement && result.count(Verdict::kImprovement) > 0 ? 4 : 0;
}

}  // namespace xner::reports
