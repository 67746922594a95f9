// The speed gate on made times: verdicts, their level, what disturbs one pair, texts.
#include "reports/gate/speed_gate.hpp"

#include <cmath>
#include <random>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"

namespace xner::reports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Times around 100 ms, `ratio` times as long now, with noise that only ever adds.
SpeedSeries pairs_of(const std::string& name, double ratio, std::size_t pairs, double noise,
                     std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::exponential_distribution<double> added(1);
  SpeedSeries result{name, SpeedMetric::kPairedTime, {}, {}};
  for (std::size_t i = 0; i < pairs; ++i) {
    const double machine = 100 * (1 + 0.3 * added(random));  // what both of a pair meet
    result.before.push_back(machine * (1 + noise * added(random)));
    result.now.push_back(machine * ratio * (1 + noise * added(random)));
  }
  return result;
}

SpeedResult judge_one(const SpeedSeries& pairs, double margin = 0.1) {
  return judge_speed("before", "now", {pairs}, {.slowdown = margin});
}

TEST(SpeedGate, TellsTheFourVerdictsApart) {
  const SpeedResult result =
      judge_speed("before", "now",
                  {pairs_of("same", 1, 10, 0.02), pairs_of("slower", 1.2, 10, 0.02),
                   pairs_of("faster", 0.8, 10, 0.02), pairs_of("noisy", 1, 10, 0.5)},
                  {});
  std::vector<std::string> verdicts;
  for (const auto& row : result.rows)
    verdicts.push_back(row.name + " " + verdict_name(row.verdict));
  EXPECT_THAT(verdicts, ElementsAre("slower regression", "noisy inconclusive", "same pass",
                                    "faster improvement"));
  EXPECT_NEAR(result.rows[0].ratio, 1.2, 0.02);
  EXPECT_GT(result.rows[0].interval.low, 1.15);
  EXPECT_LT(result.rows[0].interval.high, 1.25);
  EXPECT_EQ(speed_exit_code(result, {}), 3);
}

TEST(SpeedGate, ExitCodesAreWhatIsAskedFor) {
  const auto noisy = judge_one(pairs_of("noisy", 1, 10, 0.5));
  EXPECT_EQ(speed_exit_code(noisy, {}), 0);
  EXPECT_EQ(speed_exit_code(noisy, {.inconclusive = true}), 6);
  const auto faster = judge_one(pairs_of("faster", 0.8, 10, 0.02));
  EXPECT_EQ(speed_exit_code(faster, {.inconclusive = true}), 0);
  EXPECT_EQ(speed_exit_code(faster, {.improvement = true}), 4);
}

TEST(SpeedGate, OneDisturbedPairMovesNothing) {
  auto pairs = pairs_of("disturbed", 1, 10, 0.02);
  pairs.now[4] *= 40;
  EXPECT_EQ(judge_one(pairs).rows[0].verdict, Verdict::kPass);
}

// 1 / 2^4 is the smallest p of four pairs.
TEST(SpeedGate, FewPairsDecideNothingAndAdviseNothing) {
  const auto result = judge_one(pairs_of("few", 1.3, 4, 0.02));
  const auto& row = result.rows[0];
  EXPECT_EQ(row.verdict, Verdict::kInconclusive);
  EXPECT_FALSE(row.needed);
  EXPECT_THAT(verdict_sentence(result, row), HasSubstr("4 pairs are too few"));
  EXPECT_THAT(verdict_sentence(result, row), HasSubstr("measure at least 5 pairs"));
}

TEST(SpeedGate, FromSeveralPairsItSaysHowManyWouldDecide) {
  const auto result = judge_one(pairs_of("noisy", 1, 6, 0.2));
  const auto& row = result.rows[0];
  EXPECT_EQ(row.verdict, Verdict::kInconclusive);
  ASSERT_TRUE(row.needed);
  EXPECT_GT(*row.needed, 6U);
  EXPECT_THAT(verdict_sentence(result, row), HasSubstr("pairs would decide"));
}

TEST(SpeedGate, ASlowdownHasToStandAmongAllBenchmarks) {
  // Seven of seven above the margin: p = 1/128, which Holm over ten benchmarks takes to 0.08.
  std::vector<SpeedSeries> many{pairs_of("slower", 1.3, 7, 0.01)};
  EXPECT_EQ(judge_speed("a", "b", many, {}).rows[0].verdict, Verdict::kRegression);
  for (int i = 0; i < 9; ++i) many.push_back(pairs_of("same", 1, 7, 0.01));
  const auto result = judge_speed("a", "b", many, {});
  EXPECT_EQ(result.count(Verdict::kRegression), 0U);
  EXPECT_EQ(result.rows[0].name, "slower");
  EXPECT_NEAR(result.rows[0].p_slower_holm, 10.0 / 128, 1e-12);
}

// Exactly at the margin, noise with a long tail: either claim is made wrongly in 5 % at most.
TEST(SpeedGate, HoldsItsLevel) {
  int regressions = 0, passes = 0;
  constexpr int kDraws = 2000;
  for (int draw = 0; draw < kDraws; ++draw) {
    const auto row = judge_one(pairs_of("at", 1.1, 10, 0.2, 100 + draw)).rows[0];
    regressions += row.verdict == Verdict::kRegression;
    passes += row.verdict == Verdict::kPass;
  }
  EXPECT_LE(regressions, 0.06 * kDraws);
  EXPECT_LE(passes, 0.06 * kDraws);
}

TEST(SpeedGate, SidesMeasuredApartNeedNotBeEquallyMany) {
  const auto before = pairs_of("", 1, 12, 0.02, 1).before;
  auto now = pairs_of("", 1, 9, 0.02, 2).before;
  const auto judged = [&] {
    return judge_one({"train", SpeedMetric::kRelativeTime, before, now}, 0.5).rows[0];
  };
  EXPECT_EQ(judged().verdict, Verdict::kPass);
  for (double& value : now) value *= 3;
  EXPECT_EQ(judged().verdict, Verdict::kRegression);
  EXPECT_EQ(judged().measurements, 9U);
}

TEST(SpeedGate, InstructionsAreExact) {
  const auto judged = [](double now) {
    return judge_one({"score", SpeedMetric::kInstructions, {1'000'000}, {now}}).rows[0].verdict;
  };
  EXPECT_EQ(judged(1'010'000), Verdict::kPass);
  EXPECT_EQ(judged(1'010'001), Verdict::kRegression);
  EXPECT_EQ(judged(990'100), Verdict::kPass);
  EXPECT_EQ(judged(990'000), Verdict::kImprovement);
}

TEST(SpeedGate, RefusesWhatIsNoMeasurement) {
  EXPECT_THROW(static_cast<void>(judge_speed("a", "b", {}, {})), Error);
  EXPECT_THROW(static_cast<void>(judge_one({"uneven", SpeedMetric::kPairedTime, {1, 2}, {1}})),
               Error);
  EXPECT_THROW(static_cast<void>(judge_one({"nothing", SpeedMetric::kPairedTime, {1}, {0}})),
               Error);
  EXPECT_THROW(static_cast<void>(judge_one({"nan", SpeedMetric::kPairedTime, {1}, {std::nan("")}})),
               Error);
  EXPECT_THROW(static_cast<void>(judge_one(pairs_of("x", 1, 10, 0.02), 0)), Error);
}

TEST(SpeedGate, NamesAreText) {
  const auto result =
      judge_speed("<b>|\x1b[31m", "now", {pairs_of("a|b\n::error::x", 1, 10, 0.02)}, {});
  EXPECT_THAT(speed_to_markdown(result), ::testing::Not(HasSubstr("<b>")));
  EXPECT_THAT(speed_to_terminal(result, false), ::testing::Not(HasSubstr("\x1b")));
  const auto json = speed_to_json(result, 0);
  EXPECT_EQ(json["benchmarks"][0]["name"], "a|b\n::error::x");
  EXPECT_EQ(json["verdict"], "pass");
}

TEST(SpeedGate, WhatIsBoundlessIsNullInJson) {
  const auto json = speed_to_json(judge_one(pairs_of("few", 1, 3, 0.02)), 0);
  EXPECT_TRUE(json["benchmarks"][0]["high"].is_null());
}

}  // namespace
}  // namespace xner::reports
