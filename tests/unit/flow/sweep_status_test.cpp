// How far a sweep is: counts, time left, and what another process reads of it.
#include "harness/flow/sweep_status.hpp"

#include <chrono>
#include <optional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "harness/base/process_identity.hpp"

namespace xner::flow {
namespace {

/// Two trainings and two predictions.
ExperimentPlan small_plan() {
  ExperimentPlan plan;
  for (const char* id : {"train-1", "train-2", "predict-1", "predict-2"}) {
    PlannedStage& stage = plan.stages.emplace_back();
    stage.key = id;
    stage.spec.id = id;
    stage.spec.method = "m";
    stage.spec.type = std::string(id).substr(0, std::string(id).find('-'));
  }
  return plan;
}

StageRecord ended(double seconds) {
  StageRecord record;
  record.ok = true;
  record.outcome.wall_seconds = seconds;
  return record;
}

class Monitor : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  ExperimentPlan plan_ = small_plan();
  std::optional<SweepMonitor> monitor_{std::in_place, plan_, "e", 1,
                                       folder_.path() / ".work" / "1"};
  StageListener listener_ = monitor_->listen({});
};

TEST_F(Monitor, CountsAndKnowsTheTimeLeftOnceEachKindHasEnded) {
  listener_.started(plan_.stages[0], 1, 4);
  EXPECT_EQ(monitor_->status().running.at(0).stage, "m train-1");
  listener_.finished(plan_.stages[0], ended(100));
  EXPECT_FALSE(monitor_->status().seconds_left);
  listener_.finished(plan_.stages[2], ended(10));
  ASSERT_TRUE(monitor_->status().seconds_left);
  EXPECT_DOUBLE_EQ(*monitor_->status().seconds_left, 110);  // one training, one prediction
  StageRecord there = ended(1);
  there.recalled = true;
  listener_.finished(plan_.stages[3], there);
  listener_.finished(plan_.stages[1], StageRecord{});
  const SweepStatus& status = monitor_->status();
  EXPECT_EQ(status.done, 2U);
  EXPECT_EQ(status.recalled, 1U);
  EXPECT_EQ(status.failed, 1U);
  EXPECT_EQ(status.left(), 0U);
  EXPECT_DOUBLE_EQ(*status.seconds_left, 0);
}

TEST_F(Monitor, IsReadByAnotherProcess) {
  listener_.started(plan_.stages[0], 1, 4);
  listener_.finished(plan_.stages[1], ended(3));
  const Json said = to_json(monitor_->status());
  monitor_.reset();  // what it had not written yet, it writes now
  const auto sweeps = running_sweeps(folder_.path());
  ASSERT_EQ(sweeps.size(), 1U);
  EXPECT_EQ(sweeps[0].process, process_tag());
  EXPECT_EQ(sweeps[0].stages, 4U);
  EXPECT_EQ(sweeps[0].done, 1U);
  EXPECT_EQ(sweeps[0].running.at(0).stage, "m train-1");
  EXPECT_EQ(to_json(sweeps[0]), said);
}

TEST_F(Monitor, WritesWhatIsNewSoonAndWithoutAnotherEvent) {
  listener_.started(plan_.stages[0], 1, 4);
  listener_.progress(plan_.stages[0], {"load", 0, 1, ""});
  const auto phase = [&] {
    const auto running = running_sweeps(folder_.path()).at(0).running;
    return running.empty() ? "" : running[0].progress.phase;
  };
  for (int tries = 0; phase() != "load" && tries < 1000; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(phase(), "load");
}

TEST_F(Monitor, ADeadProcessHasNoSweep) {
  auto status = monitor_->status();
  status.process = status.process.substr(0, status.process.rfind('-') + 1) + "1073741824";
  write_file(folder_.path() / ".work" / "2" / "status.json", to_json(status).dump());
  EXPECT_EQ(running_sweeps(folder_.path()).size(), 1U);
  EXPECT_TRUE(running_sweeps(folder_.path() / "elsewhere").empty());
}

}  // namespace
}  // namespace xner::flow
