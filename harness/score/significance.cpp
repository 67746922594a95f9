// See significance.hpp.
#include "harness/score/significance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::score {
namespace {

/// Of a mean of these values: s^2 / N.
Variance of_mean(std::span<const double> values) {
  if (values.size() < 2) return {};
  const double centre = mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - centre) * (value - centre);
  const auto n = static_cast<double>(values.size());
  return {squares / (n - 1) / n, n - 1};
}

/// Of an arm's runs: the mean influence of each sentence on F1, and the variance of the mean of
/// what the runs differ in.
struct Influences {
  std::vector<double> mean;
  double within = 0;
};

Influences influences(Arm arm) {
  std::vector<double> sums(arm.front().size()), squares(sums.size());
  for (const RunCounts& run : arm) {
    const Counts whole = total(run);
    if (whole.gold + whole.predicted == 0) continue;
    const double f1 = comparable_f1(whole);
    const double scale = 1 / static_cast<double>(whole.gold + whole.predicted);
    for (std::size_t s = 0; s < run.size(); ++s) {
      const double influence = scale * (2 * static_cast<double>(run[s].correct) -
                                        f1 * (static_cast<double>(run[s].gold) + run[s].predicted));
      sums[s] += influence;
      squares[s] += influence * influence;
    }
  }
  Influences result{std::move(sums), 0};
  const auto runs = static_cast<double>(arm.size());
  for (std::size_t s = 0; s < squares.size(); ++s) {
    if (arm.size() > 1)
      result.within +=
          std::max(0.0, squares[s] - result.mean[s] * result.mean[s] / runs) / (runs - 1) / runs;
    result.mean[s] /= runs;
  }
  return result;
}

void mark_filled(Arm arm, std::vector<bool>& filled) {
  for (const RunCounts& run : arm)
    for (std::size_t s = 0; s < run.size(); ++s)
      if (run[s].gold > 0 || run[s].predicted > 0) filled[s] = true;
}

/// Probability that |t| exceeds the critical value when the true difference is `shift` standard
/// errors. The other tail counts, too.
double power_at(double shift, double freedom, double critical) {
  const boost::math::non_central_t distribution(freedom, shift);
  return cdf(complement(distribution, critical)) + cdf(distribution, -critical);
}

double critical_value(double freedom, double alpha) {
  return quantile(complement(boost::math::students_t(freedom), alpha / 2));
}

}  // namespace

MeanTest t_test(double difference, const Variance& variance, double alpha) {
  constexpr double smallest = std::numeric_limits<double>::min();
  MeanTest test;
  test.difference = difference;
  test.standard_error = std::sqrt(variance.value);
  test.freedom = variance.freedom;
  if (variance.value > 0) {
    const boost::math::students_t distribution(variance.freedom);
    const double t = std::abs(difference) / test.standard_error;
    test.p = std::clamp(2 * cdf(complement(distribution, t)), smallest, 1.0);
  } else {
    test.p = difference == 0 ? 1 : smallest;
  }
  const double half = test.standard_error * critical_value(variance.freedom, alpha);
  test.interval = {difference - half, difference + half};
  return test;
}

Variance sum(std::span<const Variance> parts) noexcept {
  Variance whole{0, 0};
  double weights = 0;  // of 1 / freedom, in shares of the whole: squares of tiny values vanish
  for (const Variance& part : parts) whole.value += part.value;
  if (whole.value <= 0) return {};
  for (const Variance& part : parts) {
    const double share = part.value / whole.value;
    weights += share * share / part.freedom;
  }
  whole.freedom = std::max(1.0, 1 / weights);
  return whole;
}

SentenceNoise sentence_noise(Arm a, Arm b) {
  for (const Arm arm : {a, b})
    if (arm.empty() || arm.front().empty())
      throw Error(ErrorKind::kUsage, "expected runs with sentences, found none");
  std::vector<bool> filled(a.front().size());
  for (const Arm arm : {a, b}) {
    for (const RunCounts& run : arm)
      if (run.size() != filled.size())
        throw Error(ErrorKind::kUsage, fmt::format("expected runs of {} sentences, found {}",
                                                   filled.size(), run.size()));
    mark_filled(arm, filled);
  }
  const Influences of_a = influences(a), of_b = influences(b);
  SentenceNoise noise;
  noise.within_a = of_a.within;
  noise.within_b = of_b.within;
  for (std::size_t s = 0; s < filled.size(); ++s) {
    const double influence = of_a.mean[s] - of_b.mean[s];
    noise.all += influence * influence;
  }
  const auto gold = static_cast<double>(std::max<std::int64_t>(total(a.front()).gold, 1));
  const auto sentences = static_cast<double>(std::count(filled.begin(), filled.end(), true));
  noise.resolution = 1 / (gold * gold);
  noise.freedom = std::max(sentences - 1, 1.0);
  return noise;
}

SentenceNoise mean_noise(std::span<const SentenceNoise> targets) noexcept {
  SentenceNoise whole;
  const auto number = static_cast<double>(targets.size());
  std::vector<Variance> parts;
  for (const SentenceNoise& noise : targets) {
    whole.all += noise.all / (number * number);
    whole.within_a += noise.within_a / (number * number);
    whole.within_b += noise.within_b / (number * number);
    whole.resolution += noise.resolution / (number * number);
    parts.push_back({noise.all + noise.resolution, noise.freedom});
  }
  whole.freedom = sum(parts).freedom;
  return whole;
}

CombinedTest combined_test(std::span<const double> a, std::span<const double> b,
                           const SentenceNoise& noise, double alpha) {
  if (a.empty() || b.empty())
    throw Error(ErrorKind::kUsage, "expected the score of at least one run of both arms");
  Variance seeds_a = of_mean(a), seeds_b = of_mean(b);
  seeds_a.value = std::max(seeds_a.value, noise.within_a);
  seeds_b.value = std::max(seeds_b.value, noise.within_b);
  const Variance lasting{std::max(noise.all - noise.within_a - noise.within_b, noise.resolution),
                         noise.freedom};
  const Variance whole = sum(std::array{seeds_a, seeds_b, lasting});
  const Scope scope = a.size() > 1 && b.size() > 1 ? Scope::kMethods : Scope::kModels;
  return {t_test(mean(a) - mean(b), whole, alpha),
          scope,
          a.size(),
          b.size(),
          seeds_a,
          seeds_b,
          lasting};
}

CombinedTest combined_test(Arm a, Arm b, double alpha) {
  return combined_test(f1_scores(a), f1_scores(b), sentence_noise(a, b), alpha);
}

std::optional<MeanTest> welch(std::span<const double> a, std::span<const double> b, double alpha) {
  if (a.size() < 2 || b.size() < 2) return std::nullopt;
  return t_test(mean(a) - mean(b), sum(std::array{of_mean(a), of_mean(b)}), alpha);
}

std::optional<MeanTest> paired_by_seed(std::span<const double> a, std::span<const double> b,
                                       double alpha) {
  if (a.size() != b.size())
    throw Error(ErrorKind::kUsage,
                fmt::format("expected a pair for each seed, found {} and {}", a.size(), b.size()));
  if (a.size() < 2) return std::nullopt;
  std::vector<double> differences(a.size());
  std::transform(a.begin(), a.end(), b.begin(), differences.begin(), std::minus<>());
  return t_test(mean(differences), of_mean(differences), alpha);
}

double detectable_shift(double freedom, double alpha, double power) {
  const double critical = critical_value(freedom, alpha);
  double low = 0, high = critical + 1;
  while (power_at(high, freedom, critical) < power) high *= 2;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (power_at(middle, freedom, critical) < power ? low : high) = middle;
  }
  return high;
}

double detectable_difference(const CombinedTest& test, double alpha, double power) {
  return test.standard_error * detectable_shift(test.freedom, alpha, power);
}

std::optional<double> detectable_with_seeds(const CombinedTest& test, std::size_t seeds,
                                            double alpha, double power) {
  if (test.scope == Scope::kModels || seeds < 2) return std::nullopt;
  const auto n = static_cast<double>(seeds);
  const auto scaled = [&](const Variance& of_arm, std::size_t runs) {
    return Variance{of_arm.value * static_cast<double>(runs) / n, n - 1};
  };
  const Variance whole = sum(std::array{scaled(test.seeds_a, test.runs_a),
                                        scaled(test.seeds_b, test.runs_b), test.sentences});
  return std::sqrt(whole.value) * detectable_shift(whole.freedom, alpha, power);
}

std::optional<std::size_t> seeds_to_see(const CombinedTest& test, double difference, double alpha,
                                        double power, std::size_t limit) {
  const auto sees = [&](std::size_t seeds) {
    const auto smallest = detectable_with_seeds(test, seeds, alpha, power);
    return smallest && *smallest <= std::abs(difference);
  };
  if (!sees(limit)) return std::nullopt;
  std::size_t low = 1, high = limit;  // more seeds see smaller differences
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    (sees(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace xner::score
