// Stages one after another, with a worker that only pretends: order, failures, what is kept,
// interruption, the lock.
#include "harness/flow/execute.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::flow {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// train -> {predict-a, predict-b}; other is on its own. A key is a letter, repeated.
ExperimentPlan plan_of(const std::string& train_does, const std::string& predict_a_does = "ok") {
  const auto make = [](char key, const char* id, const std::string& does,
                       std::vector<std::string> outputs) {
    PlannedStage stage;
    stage.key = std::string(64, key);
    stage.spec = {id, "fake", "fake", {{"fake", does}, {"text", "O\n"}}, {}, std::move(outputs)};
    return stage;
  };
  ExperimentPlan plan;
  plan.stages.push_back(make('1', "train", train_does, {"model-last", "history.tsv"}));
  plan.stages.push_back(make('2', "predict-a", predict_a_does, {"predictions.txt"}));
  plan.stages.push_back(make('3', "predict-b", "ok", {"predictions.txt"}));
  plan.stages.push_back(make('4', "other", "ok", {"model-last"}));
  for (const std::size_t i : {1U, 2U})
    plan.stages[i].inputs["model"] = {"", "", plan.stages[0].key, "model-last"};
  plan.stages[0].inputs["train"] = {"data:source/train", "digest", "", ""};
  return plan;
}

class Execution : public ::testing::Test {
 protected:
  Execution() { options_.worker = fs::path(std::getenv("XNER_BUILD")) / "tests" / "fake_worker"; }
  StageRecords run(const ExperimentPlan& plan) {
    return execute(
        plan, outputs_, [](const std::string&) { return fs::path("/dev/null"); }, options_,
        listener_);
  }
  TemporaryFolder folder_;
  StageOutputs outputs_{folder_.path()};
  ExecuteOptions options_;
  StageListener listener_;
};

TEST_F(Execution, RunsInOrderAndHandsOutputsOn) {
  std::vector<std::string> order;
  std::size_t heartbeats = 0;
  listener_.started = [&](const PlannedStage& stage, std::size_t number, std::size_t total) {
    order.push_back(stage.spec.id);
    EXPECT_EQ(number, order.size());
    EXPECT_EQ(total, 4U);
  };
  listener_.progress = [&](const PlannedStage&, const sdk::Progress&) { ++heartbeats; };
  const auto records = run(plan_of("ok"));
  EXPECT_THAT(order, ElementsAre("train", "predict-a", "predict-b", "other"));
  EXPECT_EQ(heartbeats, 4U);
  for (const auto& [key, record] : records) EXPECT_TRUE(record.ok) << record.outcome.message;
  const auto request =
      read_file(folder_.path() / std::string(64, '2') / "outputs" / "predictions.txt");
  EXPECT_EQ(request, "O\n");
}

TEST_F(Execution, ModelsGoWithTheirLastConsumerFilesStay) {
  const auto records = run(plan_of("ok"));
  const fs::path train = records.at(std::string(64, '1')).output_folder;
  EXPECT_FALSE(fs::exists(train / "model-last"));
  EXPECT_TRUE(fs::exists(train / "history.tsv"));
  EXPECT_TRUE(fs::exists(records.at(std::string(64, '4')).output_folder /
                         "model-last"));  // nobody was to read it
  EXPECT_FALSE(fs::exists(folder_.path() / std::string(64, '1') / "scratch"));
}

TEST_F(Execution, EverythingStaysWhereAsked) {
  options_.keep_outputs = true;
  const auto records = run(plan_of("ok"));
  EXPECT_TRUE(fs::exists(records.at(std::string(64, '1')).output_folder / "model-last"));
  EXPECT_TRUE(fs::exists(folder_.path() / std::string(64, '1') / "scratch"));
}

TEST_F(Execution, AFailureTakesDownWhatBuildsOnIt) {
  for (const auto& [does, status] :
       std::vector<std::pair<const char*, StageStatus>>{{"throw", StageStatus::kException},
                                                        {"abort", StageStatus::kCrash},
                                                        {"silent", StageStatus::kNoResult}}) {
    outputs_ = StageOutputs(folder_.path());
    const auto records = run(plan_of(does));
    const StageRecord& train = records.at(std::string(64, '1'));
    EXPECT_EQ(train.outcome.status, status) << does;
    for (const char key : {'2', '3'}) {
      EXPECT_FALSE(records.at(std::string(64, key)).ok);
      EXPECT_EQ(records.at(std::string(64, key)).failed_stage, std::string(64, '1'));
      EXPECT_EQ(records.at(std::string(64, key)).outcome.message, train.outcome.message);
    }
    EXPECT_TRUE(records.at(std::string(64, '4')).ok);
    EXPECT_THAT(read_file(train.log_file), HasSubstr("the worker's own words"));
  }
}

TEST_F(Execution, OneConsumerMayFailAlone) {
  const auto records = run(plan_of("ok", "throw"));
  EXPECT_FALSE(records.at(std::string(64, '2')).ok);
  EXPECT_THAT(records.at(std::string(64, '2')).outcome.message, HasSubstr("thrown on purpose"));
  EXPECT_TRUE(records.at(std::string(64, '3')).ok);
}

TEST_F(Execution, WhatIsThereIsNotRunAgain) {
  write_file(folder_.path() / "elsewhere" / "model-last" / "weights", "x");
  outputs_.add(std::string(64, '1'), folder_.path() / "elsewhere");
  options_.keep_outputs = true;
  const auto records = run(plan_of("throw"));
  EXPECT_TRUE(records.at(std::string(64, '1')).ok);
  EXPECT_TRUE(records.at(std::string(64, '2')).ok);
}

TEST_F(Execution, InterruptionEndsTheRunningStageAndTheRest) {
  std::stop_source source;
  options_.stop = source.get_token();
  options_.limits.grace_seconds = 1;
  listener_.progress = [&](const PlannedStage&, const sdk::Progress&) { source.request_stop(); };
  const auto records = run(plan_of("sleep"));
  EXPECT_EQ(records.at(std::string(64, '1')).outcome.status, StageStatus::kCancelled);
  EXPECT_EQ(records.at(std::string(64, '4')).outcome.status, StageStatus::kCancelled);
}

TEST(FolderLocks, AreHeldByOne) {
  const TemporaryFolder folder;
  {
    const FolderLock lock(folder.path() / "runs");
    try {
      const FolderLock second(folder.path() / "runs");
      FAIL() << "two locks";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      EXPECT_THAT(error.what(), HasSubstr("process " + std::to_string(::getpid())));
    }
  }
  EXPECT_NO_THROW(FolderLock(folder.path() / "runs"));
}

}  // namespace
}  // namespace xner::flow
