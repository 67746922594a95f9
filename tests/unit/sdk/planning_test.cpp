// Plans put together from parts that several rows share.
#include "harness/sdk/planning.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
namespace sdk = xner::sdk;

sdk::StageSpec stage(const std::string& id, int size) {
  return {id, "m", "train", {{"size", size}}, {{"train", "data:source/train"}}, {"model"}};
}

TEST(PlanBuilder, AStageIsInThePlanOnceWhoeverAsks) {
  sdk::PlanBuilder builder;
  EXPECT_EQ(builder.add(stage("a", 1)), "a");
  EXPECT_EQ(builder.add(stage("b", 1)), "b");
  EXPECT_EQ(builder.add(stage("a", 1)), "a");
  builder.add(sdk::Prediction{"de", 1, "last", "test", "a", "model"});
  const sdk::Plan plan = builder.take();
  ASSERT_THAT(plan.stages, SizeIs(2));
  EXPECT_EQ(plan.stages[0].id, "a");
  EXPECT_EQ(plan.stages[1].id, "b");
  EXPECT_THAT(plan.predictions, SizeIs(1));
}

TEST(PlanBuilder, AnotherStageOfTheSameIdIsRefused) {
  sdk::PlanBuilder builder;
  builder.add(stage("a", 1));
  try {
    builder.add(stage("a", 2));
    FAIL() << "no error";
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kPlugin);
    EXPECT_THAT(error.what(), HasSubstr("'a'"));
  }
}

std::vector<std::string> names(const std::vector<sdk::StageInput>& inputs) {
  std::vector<std::string> all;
  for (const sdk::StageInput& input : inputs) all.push_back(input.name + " = " + input.from);
  return all;
}

TEST(OwnParameters, AreThoseOfTheListCompleteAndChecked) {
  const std::vector<sdk::Parameter> known{{"size", 1, "a size", 0.0, 9.0, {}},
                                          {"mode", "a", "a mode", {}, {}, {"a", "b"}}};
  EXPECT_EQ(sdk::own_parameters(known, {{"size", 3}, {"another", 7}}, "m"),
            sdk::Json({{"size", 3}, {"mode", "a"}}));
  EXPECT_EQ(sdk::own_parameters(known, {}, "m"), sdk::Json({{"size", 1}, {"mode", "a"}}));
  EXPECT_THROW((void)sdk::own_parameters(known, {{"size", 10}}, "m"), xner::Error);
}

TEST(AddSelectors, AModelEachAndWhatTheOracleWatches) {
  sdk::StageSpec training = stage("a", 1);
  sdk::add_selectors(training, {"last", "target_dev", "best_source_dev"}, {"de", "sw"});
  EXPECT_THAT(training.outputs, ElementsAre("model", "model-last", "watched-de", "watched-sw",
                                            "model-best_source_dev"));
  EXPECT_THAT(
      names(training.inputs),
      ElementsAre("train = data:source/train", "watch/de/dev = data:target/de/dev",
                  "watch/de/test = data:target/de/test", "watch/sw/dev = data:target/sw/dev",
                  "watch/sw/test = data:target/sw/test"));
}

TEST(AddSelectors, WithoutTheOracleNothingIsWatched) {
  sdk::StageSpec training = stage("a", 1);
  sdk::add_selectors(training, {"last"}, {"de"});
  EXPECT_THAT(training.outputs, ElementsAre("model", "model-last"));
  EXPECT_THAT(training.inputs, SizeIs(1));
}

}  // namespace
