// Rank tests against SciPy's values, every choice of signs or places, and their own intervals.
#include "harness/score/rank_tests.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"

namespace xner::score {
namespace {

const std::vector<double> kDifferences{0.031, -0.012, 0.083,  0.124, 0.055,
                                       0.022, 0.076,  -0.047, 0.108, 0.069};
const std::vector<double> kA{1.31, 1.42, 1.28, 1.55, 1.39, 1.47};
const std::vector<double> kB{1.20, 1.33, 1.18, 1.26, 1.30};

// scipy.stats.wilcoxon(d - shift, alternative="greater", method="exact"), SciPy 1.17.1.
TEST(SignedRank, IsSciPys) {
  EXPECT_NEAR(signed_rank_above(kDifferences, 0), 0.009765625, 1e-12);
  EXPECT_NEAR(signed_rank_above(kDifferences, 0.02), 0.052734375, 1e-12);
  EXPECT_NEAR(signed_rank_above(kDifferences, 0.045), 0.3125, 1e-12);
}

// scipy.stats.mannwhitneyu(a - shift, b, alternative="greater", method="exact").
TEST(RankSum, IsSciPys) {
  EXPECT_NEAR(rank_sum_above(kA, kB, 0), 0.015151515151515152, 1e-12);
  EXPECT_NEAR(rank_sum_above(kA, kB, 0.053), 0.06277056277056277, 1e-12);
  EXPECT_NEAR(rank_sum_above(kA, kB, 0.155), 0.6038961038961039, 1e-12);
}

/// Of all 2^n signs of the sizes, the share whose sum of ranks is at least the one found.
double every_sign(const std::vector<double>& values) {
  const auto rank = [&](double value) {
    double below = 0, equal = 0;
    for (const double other : values) {
      below += std::abs(other) < std::abs(value);
      equal += std::abs(other) == std::abs(value);
    }
    return below + (equal + 1) / 2;
  };
  double found = 0;
  for (const double value : values)
    if (value > 0) found += rank(value);
  int as_large = 0;
  for (unsigned signs = 0; signs < (1U << values.size()); ++signs) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
      if ((signs >> i & 1U) != 0) sum += rank(values[i]);
    as_large += sum >= found;
  }
  return as_large / std::pow(2, values.size());
}

/// Of all choices of a's places among both, the share whose sum of ranks is at least a's.
double every_choice(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> all(a);
  all.insert(all.end(), b.begin(), b.end());
  const auto rank = [&](double value) {
    double below = 0, equal = 0;
    for (const double other : all) {
      below += other < value;
      equal += other == value;
    }
    return below + (equal + 1) / 2;
  };
  double found = 0;
  for (const double value : a) found += rank(value);
  std::vector<bool> chosen(all.size(), false);
  std::fill(chosen.end() - std::ssize(a), chosen.end(), true);
  int choices = 0, as_large = 0;
  do {
    double sum = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (chosen[i]) sum += rank(all[i]);
    ++choices;
    as_large += sum >= found;
  } while (std::next_permutation(chosen.begin(), chosen.end()));
  return static_cast<double>(as_large) / choices;
}

TEST(RankTests, CountEveryCaseAlsoWithEqualValues) {
  std::mt19937_64 random(3);
  const auto draw = [&](std::size_t n) {
    std::vector<double> values(n);
    for (double& value : values) value = static_cast<double>(random() % 7) - 3.5;
    return values;
  };
  for (int round = 0; round < 100; ++round) {
    const auto pairs = draw(1 + random() % 9);
    EXPECT_NEAR(signed_rank_above(pairs, 0), every_sign(pairs), 1e-12);
    const auto a = draw(1 + random() % 5), b = draw(1 + random() % 5);
    EXPECT_NEAR(rank_sum_above(a, b, 0), every_choice(a, b), 1e-12);
  }
}

TEST(RankTests, EqualToTheShiftIsNoEvidence) {
  const std::vector<double> same{2, 2, 2};
  EXPECT_EQ(signed_rank_above(same, 2), 1);
  EXPECT_EQ(rank_sum_above(same, same, 0), 1);
}

// Just inside the bounds nothing is rejected, just outside one of the two tests does.
TEST(RankTests, IntervalsAreWhatIsNotRejected) {
  const Shift pairs = signed_rank_shift(kDifferences, 0.05);
  EXPECT_DOUBLE_EQ(pairs.estimate, 0.0535);
  EXPECT_GT(signed_rank_above(kDifferences, pairs.interval.low + 1e-6), 0.05);
  EXPECT_LE(signed_rank_above(kDifferences, pairs.interval.low - 1e-6), 0.05);
  std::vector<double> opposite(kDifferences);
  for (double& value : opposite) value = -value;
  EXPECT_GT(signed_rank_above(opposite, -(pairs.interval.high - 1e-6)), 0.05);
  EXPECT_LE(signed_rank_above(opposite, -(pairs.interval.high + 1e-6)), 0.05);

  const Shift series = rank_sum_shift(kA, kB, 0.05);
  EXPECT_NEAR(series.estimate, 0.135, 1e-12);
  EXPECT_GT(rank_sum_above(kA, kB, series.interval.low + 1e-6), 0.05);
  EXPECT_LE(rank_sum_above(kA, kB, series.interval.low - 1e-6), 0.05);
  EXPECT_GT(rank_sum_above(kB, kA, -(series.interval.high - 1e-6)), 0.05);
  EXPECT_LE(rank_sum_above(kB, kA, -(series.interval.high + 1e-6)), 0.05);
}

TEST(RankTests, FewMeasurementsExcludeNothing) {
  const std::vector<double> four{1, 2, 3, 4};
  const Shift shift = signed_rank_shift(four, 0.05);  // 1/16 at best
  EXPECT_TRUE(std::isinf(shift.interval.low) && std::isinf(shift.interval.high));
  EXPECT_EQ(shift.estimate, 2.5);
}

TEST(RankTests, OneOutlierMovesNothing) {
  auto outlier = kDifferences;
  outlier[3] = 1000;  // the largest before, too
  const Shift without = signed_rank_shift(kDifferences), with = signed_rank_shift(outlier);
  EXPECT_EQ(with.interval.low, without.interval.low);
  EXPECT_NEAR(with.estimate, without.estimate, 0.01);
}

TEST(RankTests, RefuseTooFewAndTooMany) {
  const std::vector<double> none, many(kMostRanked + 1, 1.0), one{1};
  EXPECT_THROW(static_cast<void>(signed_rank_above(none, 0)), Error);
  EXPECT_THROW(static_cast<void>(signed_rank_shift(many)), Error);
  EXPECT_THROW(static_cast<void>(rank_sum_above(one, many, 0)), Error);
  EXPECT_THROW(static_cast<void>(rank_sum_shift(none, one)), Error);
}

}  // namespace
}  // namespace xner::score
