// Tests and intervals by resampling sentences (RELIABILITY 5.2): bootstrap and approximate
// randomization. Every draw is a function of (seed, purpose, stratum, resample, place): equal input
// gives equal output, whatever runs beside it and in whatever order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/score/sentence_counts.hpp"

namespace xner::score {

inline constexpr std::int64_t kResamples = 10'000;

struct Resampling {
  std::int64_t resamples = kResamples;
  std::uint64_t seed = 1;
  /// Tells independent test sets apart (one number a target). Arms of the same number of sentences
  /// in the same stratum get the same resamples: that pairs them.
  std::uint64_t stratum = 0;
};

/// A closed interval of a difference in F1, in fractions (0.01 is one point).
struct Interval {
  double low = 0;
  double high = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// For each resample of the sentences (drawn with replacement), the mean over an arm's runs of
/// their F1. The draws are made once for all arms, so pass all arms of a test set together: cost is
/// resamples x sentences x (1 + runs / 8) or so, memory arms x resamples doubles.
/// @param arms runs of equal numbers of sentences, see `check_comparable`.
/// @throws Error{kUsage} if an arm is empty, there is no sentence, or fewer than 2 resamples.
[[nodiscard]] std::vector<std::vector<double>> bootstrap_means(std::span<const Arm> arms,
                                                               const Resampling& resampling);

struct BootstrapTest {
  double difference = 0;  ///< of the sets as they are, A - B
  double variance = 0;    ///< of the difference over resamples
  double p = 1;       ///< two-sided, shifted: (1 + #{|d_b - d| >= |d|}) / (resamples + 1), never 0
  Interval interval;  ///< percentiles alpha/2 and 1 - alpha/2 of d_b
};

/// Treats the seeds as fixed: it speaks of these models.
/// @param a,b two results of `bootstrap_means` with one resampling, or means of them over targets.
/// @param difference on the sets as they are.
[[nodiscard]] BootstrapTest paired_bootstrap(std::span<const double> a, std::span<const double> b,
                                             double difference, double alpha = 0.05);
[[nodiscard]] BootstrapTest paired_bootstrap(Arm a, Arm b, const Resampling& resampling,
                                             double alpha = 0.05);

struct RandomizationTest {
  double difference = 0;  ///< of F1 of the counts summed over seeds, A - B
  double p = 1;           ///< two-sided: (1 + #{|d*| >= |d|}) / (resamples + 1), never 0
};

/// Approximate randomization: each sentence's counts, summed over an arm's runs, are swapped
/// between the arms with probability 1/2. Where the arms differ in runs, sums are scaled to the
/// same number. Treats the seeds as fixed: two arms of one method differ by it about as often as
/// seeds do.
/// @throws as `bootstrap_means`.
[[nodiscard]] RandomizationTest approximate_randomization(Arm a, Arm b,
                                                          const Resampling& resampling);

/// P(A > B) of two fresh runs: the share of pairs (i, j) with a_i > b_j, ties count 1/2.
struct Superiority {
  double probability = 0.5;
  /// Percentiles over resampled seeds; with one seed an arm all of [0, 1], since nothing is known
  /// of others.
  Interval interval{0, 1};
};

/// @param a,b F1 of each run, none empty. Above 0.75 it is called meaningful (Bouthillier et al.
/// 2021).
[[nodiscard]] Superiority probability_of_superiority(std::span<const double> a,
                                                     std::span<const double> b,
                                                     const Resampling& resampling,
                                                     double alpha = 0.05);

}  // namespace xner::score
