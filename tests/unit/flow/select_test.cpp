// Globs over runs, and the stages that a part of the runs needs.
#include "harness/flow/select.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::flow {
namespace {

using ::testing::ElementsAre;

const std::string kPath = "wu_dredze/learning_rate=1e-05/aa-40/bb/seed-1";

bool only(const std::string& glob, const std::string& path = kPath) {
  return RunFilter{{glob}, {}}.takes(path);
}

TEST(RunFilter, GlobsMatchPathsAndTheirLeadingFolders) {
  EXPECT_TRUE(only(kPath));
  EXPECT_TRUE(only("wu_dredze"));
  EXPECT_TRUE(only("wu_dredze/learning_rate=*"));
  EXPECT_TRUE(only("*/seed-1"));
  EXPECT_TRUE(only("*/bb/*"));
  EXPECT_TRUE(only("*/[ab]b"));
  EXPECT_TRUE(only("*"));
  EXPECT_FALSE(only("wu"));
  EXPECT_FALSE(only("seed-1"));
  EXPECT_FALSE(only("*/seed-1", "m/base/aa-40/bb/seed-11"));
  EXPECT_FALSE(only("*/base/*"));
  EXPECT_FALSE(only(""));
}

TEST(RunFilter, ExcludeTakesAwayFromOnly) {
  EXPECT_TRUE((RunFilter{{}, {}}.takes(kPath)));
  EXPECT_FALSE((RunFilter{{}, {"*/seed-1"}}.takes(kPath)));
  EXPECT_FALSE((RunFilter{{"wu_dredze"}, {"*/bb"}}.takes(kPath)));
  EXPECT_TRUE((RunFilter{{"x", "wu_*"}, {"*/cc", "*/seed-2"}}.takes(kPath)));
}

TEST(KeepRuns, DropsStagesThatNobodyNeeds) {
  ExperimentPlan plan;
  for (const char* key : {"train-1", "predict-1", "train-2", "predict-2"}) {
    plan.stages.emplace_back();
    plan.stages.back().key = key;
  }
  plan.runs.resize(2);
  plan.runs[0].seed = 1;
  plan.runs[0].stages = {0, 1};
  plan.runs[1].seed = 2;
  plan.runs[1].stages = {2, 3};
  keep_runs(plan, [](const PlannedRun& run) { return run.seed == 2; });
  ASSERT_EQ(plan.stages.size(), 2U);
  EXPECT_EQ(plan.stages[0].key, "train-2");
  ASSERT_EQ(plan.runs.size(), 1U);
  EXPECT_THAT(plan.runs[0].stages, ElementsAre(0U, 1U));
  keep_runs(plan, [](const PlannedRun&) { return false; });
  EXPECT_TRUE(plan.stages.empty());
  EXPECT_TRUE(plan.runs.empty());
}

}  // namespace
}  // namespace xner::flow
