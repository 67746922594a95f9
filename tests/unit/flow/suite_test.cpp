// harness/flow/suite.hpp: plans of several experiments as one.
#include "harness/flow/suite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::flow {
namespace {

using ::testing::ElementsAre;

PlannedStage stage(const std::string& key, const std::string& producer = "") {
  PlannedStage planned;
  planned.key = key;
  if (producer.empty())
    planned.inputs["train"] = {"data:source/train", "digest of " + key, "", ""};
  else
    planned.inputs["model"] = {"stage:x/model", "", producer, "model"};
  return planned;
}

PlannedRun run(const std::string& target, std::vector<std::size_t> stages) {
  PlannedRun planned;
  planned.target = target;
  planned.stages = std::move(stages);
  return planned;
}

std::vector<std::string> keys_of(const Suite& suite) {
  std::vector<std::string> keys;
  for (const auto& one : suite.plan.stages) keys.push_back(one.key);
  return keys;
}

TEST(SuitePlan, SharesStagesAndKeepsTheOrderOfProducers) {
  Suite suite;
  suite.parts.resize(2);
  suite.parts[0].plan = {{stage("a"), stage("b", "a")}, {run("es", {0, 1})}};
  suite.parts[1].plan = {{stage("c"), stage("a"), stage("d", "a")},
                         {run("de", {1, 2}), run("nl", {0})}};
  merge_plans(suite);
  EXPECT_THAT(keys_of(suite), ElementsAre("a", "b", "c", "d"));
  ASSERT_EQ(suite.plan.runs.size(), 3U);
  EXPECT_THAT(suite.plan.runs[0].stages, ElementsAre(0U, 1U));
  EXPECT_THAT(suite.plan.runs[1].stages, ElementsAre(0U, 3U));
  EXPECT_THAT(suite.plan.runs[2].stages, ElementsAre(2U));
  EXPECT_EQ(suite.plan.runs[0].part, 0U);
  EXPECT_EQ(suite.plan.runs[1].part, 1U);
  // A part that was filtered leaves what it alone needed.
  suite.parts[1].plan = {{stage("a")}, {}};
  merge_plans(suite);
  EXPECT_THAT(keys_of(suite), ElementsAre("a", "b"));
}

TEST(SuitePlan, KnowsWhoseAnInputIs) {
  Suite suite;
  suite.parts.resize(2);
  suite.parts[0].plan = {{stage("a")}, {}};
  suite.parts[1].plan = {{stage("b")}, {}};
  merge_plans(suite);
  EXPECT_EQ(suite.origins.at("digest of a").first, 0U);
  EXPECT_EQ(suite.origins.at("digest of b").first, 1U);
  EXPECT_EQ(suite.origins.at("digest of b").second, "data:source/train");
}

}  // namespace
}  // namespace xner::flow
