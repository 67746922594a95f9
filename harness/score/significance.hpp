// Is one method better than another? Tests of a difference in F1 with a standard error: over seeds
// and sentences together (the headline), over seeds alone, and what a design could see at all
// (RELIABILITY 5.3, 5.6). Differences are A - B in fractions; p is two-sided and never 0; no value
// is ever NaN or infinite.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "harness/score/resampling.hpp"
#include "harness/score/sentence_counts.hpp"

namespace xner::score {

inline constexpr double kAlpha = 0.05;
inline constexpr double kPower = 0.8;
/// Of an arm, where no other limit is said: beyond, the test set decides.
inline constexpr std::size_t kMostSeeds = 200;

/// Estimated variance of a mean, and how well it is known.
struct Variance {
  double value = 0;
  double freedom = 1;  ///< degrees of freedom, at least 1
};

/// t test of a difference.
struct MeanTest {
  double difference = 0;
  double standard_error = 0;
  double freedom = 1;
  double p = 1;
  Interval interval;  ///< at level 1 - alpha
};

/// difference / sqrt(variance) against t. Without any variance: p = 1 if the difference is 0, else
/// the smallest positive number, and an interval without width.
[[nodiscard]] MeanTest t_test(double difference, const Variance& variance, double alpha = kAlpha);

/// Sum of independent estimates, with Satterthwaite's degrees of freedom.
[[nodiscard]] Variance sum(std::span<const Variance> parts) noexcept;

/// What the test sentences do to a difference of means over runs, by the delta method: F1 of a run
/// is linearised in its sentences, which gives each of them an influence. All variances.
struct SentenceNoise {
  /// Another sample of sentences, the same models: the sum of squared differences of the arms' mean
  /// influences. What the sentence bootstrap (`BootstrapTest::variance`) estimates by drawing.
  double all = 0;
  /// Of that, what each run of an arm makes of a sentence by itself, and the next seed would make
  /// otherwise: it is in the spread over seeds, too. 0 where an arm has one run.
  double within_a = 0;
  double within_b = 0;
  /// (1 / gold entities)^2: F1 is not finer. Two models without any error have no other variance.
  double resolution = 0;
  double freedom = 1;  ///< sentences that hold any entity, less one
};

/// Milliseconds for hundreds of comparisons. @throws Error{kUsage} if an arm is empty, there is no
/// sentence, or runs differ in their number.
[[nodiscard]] SentenceNoise sentence_noise(Arm a, Arm b);

/// What a test may speak of.
enum class Scope {
  kMethods,  ///< both arms have at least two seeds
  kModels,   ///< an arm is one model: nothing is known of its method's other seeds
};

/// The headline: t with Satterthwaite's degrees of freedom and
///   V = max(s_A^2 / N_A, within_A) + max(s_B^2 / N_B, within_B)
///       + max(all - within_A - within_B, resolution).
/// s^2 is the spread of F1 over seeds. RELIABILITY 5.3 adds `all` to s^2 / N and so counts twice
/// what is within: too careful by a half where seeds differ little, at a cost in power. Taking it
/// out is right on average and too sure where a spread over few seeds is small by chance; but a
/// spread below what the sentences alone make of it is chance for certain, hence the first two
/// maxima. tests/bench/calibration.cpp holds it to its level.
struct CombinedTest : MeanTest {
  Scope scope = Scope::kModels;
  std::size_t runs_a = 0;
  std::size_t runs_b = 0;
  Variance seeds_a;    ///< the first term of V; falls with 1 / N
  Variance seeds_b;    ///< the second
  Variance sentences;  ///< the third: what more seeds do not help against
};

/// @param a,b F1 of each run, none empty.
/// @param noise of the same runs; of a mean over targets see `mean_noise`.
[[nodiscard]] CombinedTest combined_test(std::span<const double> a, std::span<const double> b,
                                         const SentenceNoise& noise, double alpha = kAlpha);
[[nodiscard]] CombinedTest combined_test(Arm a, Arm b, double alpha = kAlpha);

/// Of the mean over targets whose sentences are drawn independently. None: all 0.
[[nodiscard]] SentenceNoise mean_noise(std::span<const SentenceNoise> targets) noexcept;

/// Welch's test of the seeds' F1. Treats the test set as fixed.
/// @returns nothing with fewer than two seeds in an arm.
[[nodiscard]] std::optional<MeanTest> welch(std::span<const double> a, std::span<const double> b,
                                            double alpha = kAlpha);

/// t test of the differences a_i - b_i. Only where both arms share what a seed controls (initial
/// weights, data order): then it sees smaller differences. Treats the test set as fixed.
/// @returns nothing with fewer than two pairs. @throws Error{kUsage} if the numbers differ.
[[nodiscard]] std::optional<MeanTest> paired_by_seed(std::span<const double> a,
                                                     std::span<const double> b,
                                                     double alpha = kAlpha);

/// Smallest true difference, in standard errors, that a two-sided t test at level `alpha` finds
/// with probability `power`; exact by the noncentral t distribution.
[[nodiscard]] double detectable_shift(double freedom, double alpha = kAlpha, double power = kPower);

/// Smallest difference that the test's own design could have seen.
[[nodiscard]] double detectable_difference(const CombinedTest& test, double alpha = kAlpha,
                                           double power = kPower);

/// The same if both arms had `seeds` runs (from 2 on) of the spread observed here, on these
/// sentences. @returns nothing if an arm has one seed now: its spread is not known.
[[nodiscard]] std::optional<double> detectable_with_seeds(const CombinedTest& test,
                                                          std::size_t seeds, double alpha = kAlpha,
                                                          double power = kPower);

/// How many seeds an arm would see a true difference of that size. @returns nothing if `limit` do
/// not (then the test set is too small), or if the spread is not known.
[[nodiscard]] std::optional<std::size_t> seeds_to_see(const CombinedTest& test, double difference,
                                                      double alpha = kAlpha, double power = kPower,
                                                      std::size_t limit = kMostSeeds);

}  // namespace xner::score
