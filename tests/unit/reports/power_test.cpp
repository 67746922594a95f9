// Against published and independently computed values: tables of the noncentral t, and
// statsmodels' TTestIndPower.
#include "reports/compare/power.hpp"

#include <gtest/gtest.h>

namespace xner::reports {
namespace {

TEST(DetectableDifference, IsThatOfTheNoncentralT) {
  const std::pair<int, double> table[] = {{2, 5.65}, {3, 3.07},  {4, 2.38}, {5, 2.02},
                                          {8, 1.51}, {10, 1.32}, {20, 0.91}};
  for (const auto& [seeds, expected] : table)
    EXPECT_NEAR(detectable_difference(seeds).value(), expected, 0.006) << seeds;
}

TEST(DetectableDifference, GrowsWithComparisons) {
  const std::pair<int, double> four[] = {{2, 11.34}, {3, 4.52}, {5, 2.64}, {20, 1.10}};
  for (const auto& [seeds, expected] : four)
    EXPECT_NEAR(detectable_difference(seeds, 4).value(), expected, 0.006) << seeds;
  EXPECT_NEAR(detectable_difference(3, 10).value(), 5.76, 0.006);
  EXPECT_EQ(detectable_difference(3, 0), detectable_difference(3, 1));
}

TEST(DetectableDifference, NeedsTwoSeeds) {
  EXPECT_FALSE(detectable_difference(1));
  EXPECT_FALSE(detectable_difference(0));
  EXPECT_TRUE(detectable_difference(1000, 1000));
}

}  // namespace
}  // namespace xner::reports
