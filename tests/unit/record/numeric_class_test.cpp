// Which runs may be compared how, from what env.json says of them.
#include "harness/record/numeric_class.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::record {
namespace {

using testing::ElementsAre;

/// An env.json of two stages that ran alike but for `changed` in the second.
Json environment(const Json& changed = Json::object(), const char* sdk = "s1") {
  Json facts{{"libtorch", "2.11.0"},     {"device", "cpu"}, {"precision", "fp32"},
             {"cpu_capability", "AVX2"}, {"blas", "mkl"},   {"threads", 2}};
  Json second = facts;
  second.update(changed);
  return {{"sdk_build_id", sdk}, {"stages", {{{"environment", facts}}, {{"environment", second}}}}};
}

Comparability between(const Json& one, const Json& other) {
  return comparability(numeric_class(one), numeric_class(other));
}

TEST(NumericClass, EqualFactsAreBitwiseComparable) {
  EXPECT_EQ(between(environment(), environment()), Comparability::kBitwise);
}

TEST(NumericClass, ThreadsKernelsAndBuildLeaveATolerance) {
  EXPECT_EQ(between(environment(), environment({{"threads", 1}})), Comparability::kTolerance);
  EXPECT_EQ(between(environment(), environment({{"cpu_capability", "AVX512"}})),
            Comparability::kTolerance);
  EXPECT_EQ(between(environment(), environment(Json::object(), "s2")), Comparability::kTolerance);
}

TEST(NumericClass, DevicePrecisionAndReleaseLeaveDistributions) {
  for (const Json& changed : {Json{{"device", "cuda:0 NVIDIA H200"}}, Json{{"precision", "bf16"}},
                              Json{{"libtorch", "2.12.0"}}})
    EXPECT_EQ(between(environment(), environment(changed)), Comparability::kStatistical) << changed;
}

TEST(NumericClass, StagesThatWorkOnTextAloneDoNotCount) {
  Json translated = environment();
  translated["stages"].push_back(
      {{"environment", {{"threads", 1}, {"device", "none"}}}, {"weights", false}});
  EXPECT_EQ(between(environment(), translated), Comparability::kBitwise);
  translated["stages"][2]["weights"] = true;
  EXPECT_EQ(between(environment(), translated), Comparability::kStatistical);
}

TEST(NumericClass, TheWeakestPairCountsAndIsExplained) {
  const std::vector<Json> classes{numeric_class(environment()), numeric_class(environment()),
                                  numeric_class(environment({{"threads", 1}}))};
  EXPECT_EQ(comparability(classes), Comparability::kTolerance);
  EXPECT_THAT(differing_facts(classes), ElementsAre("threads"));
  EXPECT_EQ(comparability(std::span(classes).first(1)), Comparability::kBitwise);
  EXPECT_EQ(comparability(std::span<const Json>()), Comparability::kBitwise);
}

TEST(NumericClass, NothingKnownIsNotAnError) {
  EXPECT_EQ(between(Json::object(), Json::object()), Comparability::kBitwise);
}

}  // namespace
}  // namespace xner::record
