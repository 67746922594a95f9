// Stages with a worker that only pretends: order, failures, what is kept, what is not run again,
// several at a time, two on one store, interruption.
#include "harness/flow/execute.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/flow/retention.hpp"
#include "harness/store/claim.hpp"
#include "harness/store/collect.hpp"
#include "harness/store/pins.hpp"
#include "tests/unit/flow/execution_fixture.hpp"

namespace xner::flow {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

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
  EXPECT_THAT(order, UnorderedElementsAre("train", "predict-a", "predict-b", "other"));
  EXPECT_EQ(order[0], "train") << "the first in the plan's order";
  EXPECT_EQ(heartbeats, 4U);
  for (const auto& [key, record] : records) EXPECT_TRUE(record.ok) << record.outcome.message;
  EXPECT_EQ(read_file(records.at(key('2')).output_folder / "predictions.txt"), "O\n");
}

TEST_F(Execution, ModelsGoWithTheirLastReaderFilesStay) {
  const auto records = run(plan_of("ok"));
  const fs::path train = records.at(key('1')).output_folder;
  EXPECT_FALSE(fs::exists(train / "model-last"));
  EXPECT_TRUE(fs::exists(train / "history.tsv"));
  // Nobody was to read it.
  EXPECT_TRUE(fs::exists(records.at(key('4')).output_folder / "model-last"));
  EXPECT_FALSE(fs::exists(rooms(1) / key('1') / "scratch"));
}

TEST_F(Execution, EverythingStaysWhereAsked) {
  options_.keep_outputs = true;
  const auto records = run(plan_of("ok"));
  EXPECT_TRUE(fs::exists(records.at(key('1')).output_folder / "model-last"));
  EXPECT_TRUE(fs::exists(rooms(1) / key('1') / "scratch"));
}

TEST_F(Execution, AFailureTakesDownWhatBuildsOnIt) {
  for (const auto& [does, status] :
       std::vector<std::pair<const char*, StageStatus>>{{"throw", StageStatus::kException},
                                                        {"abort", StageStatus::kCrash},
                                                        {"silent", StageStatus::kNoResult}}) {
    const auto records = run(plan_of(does));
    const StageRecord& train = records.at(key('1'));
    EXPECT_EQ(train.outcome.status, status) << does;
    for (const char letter : {'2', '3'}) {
      EXPECT_FALSE(records.at(key(letter)).ok);
      EXPECT_EQ(records.at(key(letter)).failed_stage, key('1'));
      EXPECT_EQ(records.at(key(letter)).outcome.message, train.outcome.message);
    }
    EXPECT_TRUE(records.at(key('4')).ok);
    EXPECT_THAT(read_file(train.log_file), HasSubstr("the worker's own words"));
  }
}

TEST_F(Execution, OneConsumerMayFailAlone) {
  const auto records = run(plan_of("ok", "throw"));
  EXPECT_FALSE(records.at(key('2')).ok);
  EXPECT_THAT(records.at(key('2')).outcome.message, HasSubstr("thrown on purpose"));
  EXPECT_TRUE(records.at(key('3')).ok);
}

TEST_F(Execution, WhatIsThereIsNotRunAgain) {
  const auto plan = noted(with_results(plan_of("ok")));
  const auto first = run(plan);
  EXPECT_EQ(started(), "1234");
  const auto second = run(plan);
  EXPECT_EQ(started(), "1234");
  for (const auto& [key, record] : second) {
    EXPECT_TRUE(record.ok);
    EXPECT_TRUE(record.recalled);
    EXPECT_EQ(record.outcome.started, first.at(key).outcome.started);
    EXPECT_EQ(record.outcome.result.facts, first.at(key).outcome.result.facts);
  }
  EXPECT_EQ(read_file(second.at(key('2')).output_folder / "predictions.txt"), "O\n");
  EXPECT_THAT(read_file(second.at(key('2')).log_file), HasSubstr("the worker's own words"));
}

// The model went with its last reader: it is made again, and nothing else is.
TEST_F(Execution, AnotherReaderBringsADroppedModelBack) {
  auto plan = noted(with_results(plan_of("ok")));
  static_cast<void>(run(plan));
  auto another = plan.stages[1];
  another.key = key('5');
  plan.stages.push_back(another);
  const auto records = run(plan);
  EXPECT_TRUE(records.at(key('5')).ok);
  EXPECT_EQ(started(), "112345");
  EXPECT_FALSE(records.at(key('1')).disputed) << "another log is no other result";
  EXPECT_EQ(quarantined(), 0U);
  EXPECT_TRUE(store::verify(store_).is_sound());
}

// Of two sweeps the other one shall not drop what this one has to make again for a late reader.
TEST_F(Execution, WhatIsMadeAgainIsKeptAsBefore) {
  const auto plan = plan_of("ok");
  const StageOutputs outputs(rooms(1), store_);
  Retention retention(plan, outputs, [](const std::string&) {});
  retention.need({key('1')});
  const auto kept = [&] { return store::pinned_keys(store::Layout(store_.root())); };
  retention.let_go(key('1'), "model-last");
  retention.drop();
  EXPECT_FALSE(kept().contains(key('1')));
  retention.take_back(key('1'), "model-last");
  EXPECT_TRUE(kept().contains(key('1')));
}

// All predictions are damaged and the model is gone: several readers notice at about the same time,
// and none looks into the model's room while it is made.
TEST_F(Execution, SeveralReadersBringADroppedModelBackOnce) {
  constexpr std::size_t kReaders = 8;
  options_.jobs = kReaders;
  auto plan = plan_of("ok");
  plan.stages.resize(1);
  plan.runs.emplace_back();
  for (std::size_t reader = 0; reader < kReaders; ++reader) {
    plan.stages.push_back(plan_of("ok").stages[1]);
    auto& stage = plan.stages.back();
    stage.key = sha256(std::to_string(reader));
    stage.spec.parameters["text"] = fmt::format("B-{}\n", reader);
    plan.runs[0].predictions.push_back({"last", "test", stage.key, "predictions.txt"});
  }
  static_cast<void>(run(plan));
  for (int round = 0; round < 5; ++round) {
    damage("B-");
    fs::remove(starts());
    for (const auto& [key, record] : run(noted(plan)))
      EXPECT_TRUE(record.ok) << record.outcome.message;
    EXPECT_EQ(started().size(), 1 + kReaders) << "each once";
  }
}

TEST_F(Execution, AFailureIsTriedAgainNextTime) {
  EXPECT_FALSE(run(noted(plan_of("throw"))).at(key('1')).ok);
  EXPECT_TRUE(run(noted(plan_of("ok"))).at(key('2')).ok);
  EXPECT_EQ(started(), "11234");
}

TEST_F(Execution, ACrashIsTriedOnceMore) {
  EXPECT_TRUE(run(noted(plan_of("abort once"))).at(key('1')).ok);
  EXPECT_EQ(started(), "11234");
  fs::remove(starts());
  auto plan = noted(plan_of("abort"));
  plan.stages[0].key = key('6');
  plan.stages.resize(1);
  EXPECT_EQ(run(plan).at(key('6')).outcome.status, StageStatus::kCrash);
  EXPECT_EQ(started(), "66");
}

TEST_F(Execution, SeveralAtATimeGiveTheSame) {
  options_.jobs = 3;
  std::size_t together = 0, most = 0;
  listener_.started = [&](const auto&, std::size_t, std::size_t) {
    most = std::max(most, ++together);
  };
  listener_.finished = [&](const auto&, const StageRecord&) { --together; };
  auto plan = noted(with_results(plan_of("nap", "nap")));
  for (auto& stage : plan.stages) stage.spec.parameters["fake"] = "nap";
  const auto records = run(plan);
  EXPECT_GE(most, 2U);  // train beside other, then the predictions
  for (const auto& [key, record] : records) EXPECT_TRUE(record.ok) << record.outcome.message;
  EXPECT_EQ(read_file(records.at(key('3')).output_folder / "predictions.txt"), "O\n");
}

// Not one process more than asked for, although others are on their way into the store meanwhile.
TEST_F(Execution, OneAtATimeIsOneProcess) {
  auto plan = noted(plan_of("alone", "alone"));
  for (auto& stage : plan.stages) stage.spec.parameters["fake"] = "alone";
  for (const char letter : {'5', '6', '7', '8'}) {
    plan.stages.push_back(plan.stages[3]);
    plan.stages.back().key = key(letter);
  }
  for (const auto& [key, record] : run(plan)) EXPECT_TRUE(record.ok) << record.outcome.message;
  EXPECT_EQ(started(), "12345678");
}

TEST_F(Execution, TwoOnOneStoreShareTheWork) {
  auto plan = noted(with_results(plan_of("nap", "nap")));
  for (auto& stage : plan.stages) stage.spec.parameters["fake"] = "nap";
  const auto one = [&](int number) {
    const store::Store store(folder_.path() / "store");
    const StageOutputs outputs(rooms(number), store);
    return execute(
        plan, outputs, [](const PlannedInput&) { return fs::path("/dev/null"); }, options_);
  };
  auto other = std::async(std::launch::async, one, 101);
  const auto mine = one(102);
  const auto theirs = other.get();
  EXPECT_EQ(started(), "1234");
  for (const auto* records : {&mine, &theirs})
    for (const auto& [key, record] : *records) EXPECT_TRUE(record.ok) << record.outcome.message;
}

/// Of one stage, in `does`; `at` is called with the first heartbeat.
class TakenOver : public Execution {
 protected:
  StageRecord run_stage(const std::string& does, const std::function<void()>& at) {
    auto plan = noted(with_results(plan_of("ok")));
    plan.stages = {plan.stages[3]};
    plan.stages[0].spec.outputs = {"predictions.txt"};
    plan.stages[0].spec.parameters["fake"] = does;
    plan.runs[0].predictions = {{"last", "test", key('4'), "predictions.txt"}};
    listener_.progress = [&, at](const PlannedStage&, const sdk::Progress&) { at(); };
    listener_.awaited = [&](const PlannedStage&, const std::string&) {
      ++awaited_;
      EXPECT_FALSE(store_.find(key('4'))) << "published under another's claim";
      EXPECT_TRUE(fs::exists(checkpoint_)) << "removed under another's claim";
      publish('4', "B-PER\n");
      winner_.reset();
    };
    auto records = run(plan);
    return records.at(key('4'));
  }
  void take() {
    winner_ = take_over('4');
    ASSERT_TRUE(winner_);
    write_file(checkpoint_, "theirs");
  }
  /// The other's result counts, whatever this process made.
  void check(const StageRecord& record) const {
    EXPECT_EQ(awaited_, 1);
    EXPECT_TRUE(record.ok && record.recalled);
    EXPECT_EQ(read_file(record.output_folder / "predictions.txt"), "B-PER\n");
    EXPECT_EQ(started(), "4");
    EXPECT_EQ(quarantined(), 0U);
  }

  const fs::path checkpoint_ = store_.attempt_folder(key('4')) / "checkpoint";
  std::optional<store::Claim> winner_;
  int awaited_ = 0;
};

TEST_F(TakenOver, AStageStopsAtItsNextHeartbeat) {
  options_.limits.wall_seconds = 20;  // in case it does not
  const auto begin = std::chrono::steady_clock::now();
  check(run_stage("sleep", [this] { take(); }));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(15));
}

TEST_F(TakenOver, AStageThatEndsIsNotPublished) {
  std::future<void> later;
  check(run_stage("nap", [&] {
    later = std::async(std::launch::async, [this] {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      take();
    });
  }));
}

TEST_F(Execution, AModelThatAnotherSweepNeedsStaysUntilThatOneIsDone) {
  // While one sweep is about to train the teacher, another trains it, uses it, and drops it.
  auto plan = noted(plan_of("ok"));
  auto theirs = with_results(plan);
  theirs.runs[0].predictions.resize(1);
  theirs.stages.erase(theirs.stages.begin() + 2, theirs.stages.end());
  auto mine = plan;
  mine.stages = {plan.stages[3], plan.stages[0], plan.stages[2]};
  listener_.started = [&](const PlannedStage& stage, std::size_t, std::size_t) {
    if (stage.spec.id != "other") return;
    const StageOutputs outputs(rooms(101), store_);
    const auto records = execute(
        theirs, outputs, [](const PlannedInput&) { return fs::path("/dev/null"); }, options_);
    for (const auto& [key, record] : records) EXPECT_TRUE(record.ok) << record.outcome.message;
  };
  const auto records = run(mine);
  for (const auto& [key, record] : records) EXPECT_TRUE(record.ok) << record.outcome.message;
  EXPECT_EQ(started(), "1234") << "the teacher was trained twice";
  EXPECT_FALSE(store_.holds(*store_.find(key('1')), "outputs/model-last")) << "nobody dropped it";
  EXPECT_TRUE(fs::is_empty(store_.root() / "pins"));
}

TEST_F(Execution, ARecordOfANewerSchemaKeepsWeightsAndEndsNothing) {
  store::Json newer{{"schema", 2}, {"outputs", "in another form"}};
  newer["digest"] = sha256(newer.dump());
  write_file(store_.root() / "actions" / "ff" / (key('f') + ".json"), newer.dump() + "\n");
  std::vector<std::string> warnings;
  listener_.warned = [&](const std::string& text) { warnings.push_back(text); };
  auto plan = plan_of("ok");
  auto second = plan.stages[0], reader = plan.stages[1];  // two trainings, two models to drop
  second.key = key('7');
  reader.key = key('8');
  reader.inputs["model"].producer = second.key;
  plan.stages.push_back(second);
  plan.stages.push_back(reader);
  for (const auto& [key, record] : run(plan)) EXPECT_TRUE(record.ok) << record.outcome.message;
  ASSERT_EQ(warnings.size(), 1U) << "said once";
  EXPECT_THAT(warnings[0], HasSubstr(key('f') + ".json"));
  EXPECT_THAT(warnings[0], HasSubstr("use the newer xner"));
  EXPECT_TRUE(store_.holds(*store_.find(key('1')), "outputs/model-last"));
}

TEST_F(Execution, InterruptionEndsTheRunningStageAndTheRest) {
  std::stop_source source;
  options_.stop = source.get_token();
  options_.limits.grace_seconds = 1;
  listener_.progress = [&](const PlannedStage&, const sdk::Progress&) { source.request_stop(); };
  const auto records = run(plan_of("sleep"));
  EXPECT_EQ(records.at(key('1')).outcome.status, StageStatus::kCancelled);
  EXPECT_EQ(records.at(key('4')).outcome.status, StageStatus::kCancelled);
}

}  // namespace
}  // namespace xner::flow
