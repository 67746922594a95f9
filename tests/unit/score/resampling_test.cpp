// Bootstrap and randomization against every resample there is, and against slow ones.
#include "harness/score/resampling.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "tests/support/naive_resampling.hpp"
#include "tests/support/simulated_runs.hpp"

namespace xner::score {
namespace {

using Runs = std::vector<RunCounts>;

double variance_of(const std::vector<double>& values) {
  const double centre = mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - centre) * (value - centre);
  return squares / static_cast<double>(values.size());
}

/// Standard error of a share estimated from so many draws, times four: one in 16,000 is beyond.
double tolerance(double share, double draws) { return 4 * std::sqrt(share * (1 - share) / draws); }

const Runs kSmallA{{{2, 2, 1}, {1, 1, 1}, {0, 1, 0}, {3, 3, 3}, {1, 0, 0}},
                   {{2, 1, 1}, {1, 1, 1}, {0, 0, 0}, {3, 4, 2}, {1, 1, 0}}};
const Runs kSmallB{{{2, 1, 0}, {1, 0, 0}, {0, 0, 0}, {3, 2, 2}, {1, 1, 1}}};

TEST(Bootstrap, IsTheWholeEnumeration) {
  const auto every = test::every_bootstrap(kSmallA, kSmallB);
  ASSERT_EQ(every.size(), 3125u);
  constexpr std::int64_t kDraws = 200'000;
  const BootstrapTest test = paired_bootstrap(kSmallA, kSmallB, {kDraws, 3});
  EXPECT_NEAR(test.variance / variance_of(every), 1, 0.02);
  const auto as_large = std::count_if(every.begin(), every.end(), [&](double d) {
    return std::abs(d - test.difference) >= std::abs(test.difference) - 1e-12;
  });
  const double p = static_cast<double>(as_large) / 3125;
  EXPECT_NEAR(test.p, p, tolerance(p, kDraws));
}

TEST(Bootstrap, AgreesWithTheSlowOne) {
  const auto arms = test::simulate({.sentences = 300, .seeds_b = 2, .gain = 0.1}, 1);
  auto slow = test::naive_bootstrap(arms.a, arms.b, 4000, 5);
  const BootstrapTest fast = paired_bootstrap(arms.a, arms.b, {20'000, 5});
  EXPECT_NEAR(fast.variance / variance_of(slow), 1, 0.1);
  std::sort(slow.begin(), slow.end());
  const double width = std::sqrt(fast.variance);
  EXPECT_NEAR(fast.interval.low, slow[100], 0.2 * width);
  EXPECT_NEAR(fast.interval.high, slow[3900], 0.2 * width);
}

TEST(Bootstrap, PairsArmsThatAreDrawnByThemselves) {
  const auto arms = test::simulate({.sentences = 101}, 1);
  const std::array both{Arm(arms.a), Arm(arms.b)};
  const std::array second{Arm(arms.b)};
  const Resampling resampling{500, 9, 4};
  const auto drawn = bootstrap_means(both, resampling);
  EXPECT_EQ(drawn[1], bootstrap_means(second, resampling)[0]);
  EXPECT_NE(drawn[1], bootstrap_means(second, {500, 9, 5})[0]) << "other stratum, same draws";
  EXPECT_NE(drawn[1], bootstrap_means(second, {500, 8, 4})[0]) << "other seed, same draws";
}

TEST(Bootstrap, WideCountsGiveTheSameScores) {
  auto arms = test::simulate({.sentences = 100}, 1);
  const std::array narrow{Arm(arms.a)};
  const auto before = bootstrap_means(narrow, {200});
  Runs wide = arms.a;
  for (auto& run : wide)
    for (auto& count : run)
      count = {count.gold * 100'000'000, count.predicted * 100'000'000,
               count.correct * 100'000'000};
  const std::array large{Arm(wide)};
  const auto after = bootstrap_means(large, {200});
  for (std::size_t r = 0; r < 200; ++r) EXPECT_DOUBLE_EQ(before[0][r], after[0][r]);
}

TEST(Bootstrap, RefusesWhatHasNoResample) {
  const Runs none, no_sentence(1), other{{{1, 1, 1}}};
  EXPECT_THROW((void)paired_bootstrap(none, kSmallB, {}), Error);
  EXPECT_THROW((void)paired_bootstrap(no_sentence, no_sentence, {}), Error);
  EXPECT_THROW((void)paired_bootstrap(kSmallA, other, {}), Error);
  EXPECT_THROW((void)paired_bootstrap(kSmallA, kSmallB, {1}), Error);
  EXPECT_THROW((void)approximate_randomization(kSmallA, other, {}), Error);
}

TEST(Randomization, IsTheWholeEnumeration) {
  const Runs a{kSmallA[0]};
  const double p = test::every_swap_p(a, kSmallB);
  constexpr std::int64_t kDraws = 200'000;
  EXPECT_NEAR(approximate_randomization(a, kSmallB, {kDraws, 3}).p, p, tolerance(p, kDraws));
  const auto arms = test::simulate({.sentences = 14, .seeds_a = 2, .seeds_b = 2, .gain = 1}, 3);
  const double p14 = test::every_swap_p(arms.a, arms.b);
  EXPECT_NEAR(approximate_randomization(arms.a, arms.b, {kDraws, 3}).p, p14,
              tolerance(p14, kDraws));
}

TEST(Randomization, AgreesWithTheSlowOne) {
  const auto arms = test::simulate({.sentences = 200, .gain = 0.15}, 11);
  const double slow = test::naive_randomization(arms.a, arms.b, 4000, 5);
  const double fast = approximate_randomization(arms.a, arms.b, {4000, 5}).p;
  EXPECT_NEAR(fast, slow, 2 * tolerance(slow, 4000));
}

TEST(Randomization, RepeatedRunsChangeNothing) {
  const auto arms = test::simulate({.sentences = 200, .seeds_a = 2, .seeds_b = 3, .gain = 0.3}, 4);
  Runs twice = arms.a;
  twice.insert(twice.end(), arms.a.begin(), arms.a.end());
  const auto once = approximate_randomization(arms.a, arms.b, {1000});
  const auto again = approximate_randomization(twice, arms.b, {1000});
  EXPECT_NEAR(once.difference, again.difference, 1e-12);
  EXPECT_EQ(once.p, again.p);
  EXPECT_LT(once.p, 0.5) << "too alike to tell scaled sums from others";
}

TEST(Resampling, OrderOfSentencesAndSeedsIsMonteCarlo) {
  const auto arms = test::simulate({.sentences = 200, .gain = 0.2}, 7);
  const auto turned = [](Runs runs) {
    for (auto& run : runs) std::reverse(run.begin(), run.end());
    std::reverse(runs.begin(), runs.end());
    return runs;
  };
  const Runs a = turned(arms.a), b = turned(arms.b);
  const double p = approximate_randomization(arms.a, arms.b, {20'000}).p;
  EXPECT_NEAR(approximate_randomization(a, b, {20'000}).p, p, 2 * tolerance(p, 20'000));
  const auto one = paired_bootstrap(arms.a, arms.b, {20'000}),
             other = paired_bootstrap(a, b, {20'000});
  EXPECT_NEAR(one.difference, other.difference, 1e-12);
  EXPECT_NEAR(one.p, other.p, 2 * tolerance(one.p, 20'000));
}

TEST(Resampling, PIsNeverZeroAndOneForTwins) {
  const Runs all{RunCounts(200, {1, 1, 1})}, none{RunCounts(200, {1, 0, 0})};
  EXPECT_DOUBLE_EQ(approximate_randomization(all, none, {999}).p, 1.0 / 1000);
  EXPECT_GE(paired_bootstrap(all, none, {999}).p, 1.0 / 1000);
  EXPECT_EQ(approximate_randomization(all, all, {999}).p, 1);
  EXPECT_EQ(paired_bootstrap(all, all, {999}).p, 1);
  const Runs empty{RunCounts(5)};
  EXPECT_EQ(approximate_randomization(empty, empty, {999}).p, 1);
  EXPECT_EQ(paired_bootstrap(empty, empty, {999}).interval, (Interval{0, 0}));
}

TEST(Superiority, ByHand) {
  const std::vector<double> a{1, 2, 3}, b{0, 1, 2};
  EXPECT_DOUBLE_EQ(probability_of_superiority(a, b, {1000}).probability, 7.0 / 9);
  EXPECT_DOUBLE_EQ(probability_of_superiority(b, a, {1000}).probability, 2.0 / 9);
  const Superiority one = probability_of_superiority(std::vector{1.0}, a, {1000});
  EXPECT_EQ(one.interval, (Interval{0, 1}));
  // Of a, 1 and 1 are drawn in a quarter of the resamples, 3 and 3 in another.
  const Superiority two =
      probability_of_superiority(std::vector{1.0, 3.0}, std::vector{2.0, 2.0}, {10'000}, 0.2);
  EXPECT_DOUBLE_EQ(two.probability, 0.5);
  EXPECT_EQ(two.interval, (Interval{0, 1}));
}

}  // namespace
}  // namespace xner::score
