// Publication beside the stages that run: what goes on meanwhile and what waits, failures,
// takeover, interruption, and the bound. By order of events, not by time: a test has its say when a
// record is about to be published.
#include "harness/flow/publisher.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <stop_token>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "tests/unit/flow/execution_fixture.hpp"

namespace {

/// Asked before a name is made, if it is set: 0 goes on, else the error of link(2).
std::function<int(const std::string&)> before_link;

}  // namespace

/// In place of the C library's, for this program.
extern "C" int link(const char* from, const char* to) noexcept {
  const int code = before_link ? before_link(to) : 0;
  if (code == 0) return ::linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
  errno = code;
  return -1;
}

namespace xner::flow {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

/// What happened, in order, told by several threads and waited for.
class Events {
 public:
  void add(const std::string& event) {
    const std::lock_guard lock(mutex_);
    all_.push_back(event);
    changed_.notify_all();
  }
  /// @returns false if it has not happened within a minute.
  bool wait(const std::string& event) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 60s, [&] { return std::ranges::count(all_, event) > 0; });
  }
  [[nodiscard]] std::vector<std::string> all() {
    const std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> all_;
};

class Publishing : public Execution {
 protected:
  Publishing() {
    listener_.started = [this](const PlannedStage& stage, std::size_t, std::size_t) {
      events_.add("start " + stage.spec.id);
    };
    listener_.finished = [this](const PlannedStage& stage, const StageRecord& record) {
      events_.add((record.ok ? "finish " : "fail ") + stage.spec.id);
    };
  }
  ~Publishing() override { before_link = nullptr; }

  /// @param step what happens before the record of a stage appears; 0, or the error of the link.
  static void before_record(char letter, std::function<int()> step) {
    before_link = [name = key(letter) + ".json", step = std::move(step)](const std::string& path) {
      return path.ends_with(name) ? step() : 0;
    };
  }

  Events events_;
};

TEST_F(Publishing, GoesOnWhileTheNextStageRunsAndItsReadersWait) {
  options_.jobs = 3;  // there would be room for the readers
  bool other_ended = false;
  std::vector<std::string> meanwhile;
  before_record('1', [&] {
    other_ended = events_.wait("finish other");
    meanwhile = events_.all();
    return 0;
  });
  const auto records = run(plan_of("ok"));
  EXPECT_TRUE(other_ended);
  EXPECT_THAT(meanwhile, UnorderedElementsAre("start train", "start other", "finish other"));
  for (const auto& [key, record] : records) EXPECT_TRUE(record.ok) << record.outcome.message;
}

TEST_F(Publishing, DoesNotHoldTheOneThread) {
  bool other_started = false;
  before_record('1', [&] {
    other_started = events_.wait("start other");
    return 0;
  });
  static_cast<void>(run(plan_of("ok")));
  EXPECT_TRUE(other_started);
}

// The store is damaged: both predictions are made again, for which the model is made again. It
// stays while the second one reads it, although the first one's was the only need that was known.
TEST_F(Publishing, AModelStaysForAReaderThatRunsAfterAll) {
  auto plan = noted(with_results(plan_of("ok")));
  plan.stages[0].spec.parameters["text"] = "step\n";  // no two have a file in common
  plan.stages[2].spec.parameters["text"] = "B-PER\n";
  plan.stages[2].spec.parameters["fake"] = "nap";
  static_cast<void>(run(plan));
  for (const char letter : {'2', '3'}) {
    const auto action = store_.find(key(letter));
    ASSERT_TRUE(action);
    for (const auto& file : action->files) {
      if (file.path != "outputs/predictions.txt") continue;
      const fs::path object = store_.root() / "objects" / file.sha256.substr(0, 2) / file.sha256;
      fs::permissions(object, fs::perms::owner_write, fs::perm_options::add);
      std::ofstream(object) << std::string(static_cast<std::size_t>(file.size), 'X');
    }
  }
  Events again;
  listener_.started = [&](const PlannedStage& stage, std::size_t, std::size_t) {
    again.add("start " + stage.spec.id);
  };
  before_record('2', [&] {
    EXPECT_TRUE(again.wait("start predict-b"));
    return 0;
  });
  for (const auto& [key, record] : run(plan)) EXPECT_TRUE(record.ok) << record.outcome.message;
  EXPECT_EQ(started(), "1122334");
  EXPECT_FALSE(store_.holds(*store_.find(key('1')), "outputs/model-last")) << "nobody dropped it";
}

TEST_F(Publishing, AStageIsFinishedOnceItsRecordIsThere) {
  listener_.finished = [this](const PlannedStage& stage, const StageRecord& record) {
    EXPECT_TRUE(record.ok);
    EXPECT_TRUE(store_.find(stage.key)) << stage.spec.id;
    EXPECT_EQ(store::claimant(store_, stage.key), "") << stage.spec.id;
  };
  EXPECT_EQ(run(plan_of("ok")).size(), 4U);
}

// The disk is full: the sweep ends, and what was on its way as well is not lost.
TEST_F(Publishing, AFailureOfTheDiskEndsTheSweepAndKeepsTheOthers) {
  before_link = [this](const std::string& path) {
    if (path.ends_with(key('1') + ".json")) {
      EXPECT_TRUE(events_.wait("other is on its way"));
      events_.add("full");
      return ENOSPC;
    }
    if (path.ends_with(key('4') + ".json")) {
      events_.add("other is on its way");
      EXPECT_TRUE(events_.wait("full"));
      std::this_thread::sleep_for(50ms);  // the sweep ends meanwhile
    }
    return 0;
  };
  try {
    static_cast<void>(run(plan_of("ok")));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kIo);
    EXPECT_THAT(error.what(), HasSubstr("No space left on device"));
  }
  EXPECT_FALSE(store_.find(key('1')));
  EXPECT_TRUE(store_.find(key('4')));
  EXPECT_EQ(std::ranges::count(events_.all(), "start predict-a"), 0);
  EXPECT_TRUE(fs::is_empty(store_.root() / "claims"));
  EXPECT_TRUE(fs::is_empty(store_.root() / "tmp"));
  before_link = nullptr;
  for (const auto& [key, record] : run(plan_of("ok"))) EXPECT_TRUE(record.ok);
}

TEST_F(Publishing, AStageThatEndedBeforeTheInterruptionIsPublished) {
  std::stop_source source;
  options_.stop = source.get_token();
  before_record('1', [&] {
    EXPECT_TRUE(events_.wait("start other"));
    source.request_stop();
    return 0;
  });
  auto plan = plan_of("ok");
  plan.stages[3].spec.parameters["fake"] = "sleep";
  const auto records = run(plan);
  EXPECT_TRUE(records.at(key('1')).ok);
  EXPECT_TRUE(store_.find(key('1')));
  for (const char letter : {'2', '3', '4'})
    EXPECT_EQ(records.at(key(letter)).outcome.status, StageStatus::kCancelled) << letter;
}

// As many as may be publish at once, one more runs, and the next has to wait.
TEST_F(Publishing, AStageWaitsWhenManyAreOnTheirWay) {
  auto plan = plan_of("ok");
  const PlannedStage other = plan.stages[3];
  plan.stages.clear();
  for (char letter = 'a'; letter <= 'f'; ++letter) {
    for (const char half : {'0', '1'}) {
      plan.stages.push_back(other);
      plan.stages.back().key = std::string(32, letter) + std::string(32, half);
    }
  }
  const std::size_t bound = Publisher::kTogether + options_.jobs;
  ASSERT_GT(plan.stages.size(), 2 * bound);
  std::atomic<std::size_t> under_way = 0, most = 0, publishing = 0;
  listener_.started = [&](const PlannedStage&, std::size_t, std::size_t) {
    most = std::max(most.load(), ++under_way);
    if (under_way == bound) events_.add("one more runs");
  };
  listener_.finished = [&](const PlannedStage&, const StageRecord&) { --under_way; };
  before_link = [&](const std::string& path) {
    if (!path.ends_with(".json")) return 0;
    const std::size_t together = ++publishing;
    EXPECT_LE(together, Publisher::kTogether);
    if (together == Publisher::kTogether) events_.add("all publish");
    EXPECT_TRUE(events_.wait("all publish"));
    EXPECT_TRUE(events_.wait("one more runs"));
    std::this_thread::sleep_for(50ms);  // a chance for those that should wait
    --publishing;
    return 0;
  };
  for (const auto& [key, record] : run(plan)) EXPECT_TRUE(record.ok) << record.outcome.message;
  EXPECT_EQ(most, bound);
}

/// One stage whose process has ended well, by hand.
class Ended : public Publishing {
 protected:
  EndedStage ended() {
    EndedStage stage{&stage_, stage_request(stage_, outputs_.room(stage_.key), {}), {}, mine()};
    stage.request.checkpoint_folder = checkpoints_;
    write_file(stage.request.output_folder / "predictions.txt", "O\n");
    write_file(stage.request.scratch_folder / "request.json", "{}");
    write_file(checkpoints_ / "checkpoint", "mine");
    stage.record.ok = true;
    stage.record.outcome.status = StageStatus::kOk;
    stage.record.outcome.result.facts = stage.record.outcome.result.environment = Json::object();
    return stage;
  }
  store::Claim mine() const { return store::claim(store_, stage_.key).value(); }
  static PlannedStage stage() {
    PlannedStage stage = plan_of("ok").stages[1];
    stage.inputs.clear();
    return stage;
  }

  PlannedStage stage_ = stage();
  StageOutputs outputs_{rooms(1), store_};
  fs::path checkpoints_ = store_.attempt_folder(stage_.key);
};

TEST_F(Ended, IsPublishedAndClearedAway) {
  const auto record = publish_ended(outputs_, ended(), false);
  ASSERT_TRUE(record);
  EXPECT_TRUE(record->ok);
  EXPECT_TRUE(store_.find(stage_.key));
  EXPECT_FALSE(fs::exists(checkpoints_));
  EXPECT_FALSE(fs::exists(outputs_.room(stage_.key) / "scratch"));
  EXPECT_TRUE(fs::is_empty(store_.root() / "claims"));
}

// While it waited its turn.
TEST_F(Ended, LeavesAClaimThatWasTakenOverAlone) {
  auto stage = ended();
  const auto theirs = take_over('2');
  ASSERT_TRUE(theirs);
  EXPECT_FALSE(publish_ended(outputs_, std::move(stage), false));
  EXPECT_FALSE(store_.find(stage_.key));
  EXPECT_TRUE(fs::exists(checkpoints_ / "checkpoint"));
  EXPECT_FALSE(fs::exists(output_folder(outputs_.room(stage_.key))));
  EXPECT_TRUE(theirs->is_mine());
}

TEST_F(Ended, LeavesTheCheckpointsOfWhoTookTheClaimOverMeanwhile) {
  std::optional<store::Claim> theirs;
  before_record('2', [&] {
    theirs = take_over('2');
    return 0;
  });
  const auto record = publish_ended(outputs_, ended(), false);
  ASSERT_TRUE(theirs);
  EXPECT_TRUE(record && record->ok);
  EXPECT_TRUE(store_.find(stage_.key)) << "equal bytes, whoever is first";
  EXPECT_TRUE(fs::exists(checkpoints_ / "checkpoint"));
  EXPECT_TRUE(theirs->is_mine());
}

TEST_F(Ended, WhatTheStoreDoesNotTakeIsTheStagesFailure) {
  auto stage = ended();
  fs::create_symlink("/dev/null", stage.request.output_folder / "model");
  const auto record = publish_ended(outputs_, std::move(stage), false);
  ASSERT_TRUE(record);
  EXPECT_FALSE(record->ok);
  EXPECT_EQ(record->failed_stage, stage_.key);
  EXPECT_EQ(record->outcome.status, StageStatus::kException);
  EXPECT_EQ(record->outcome.result.error_kind, "plugin");
  EXPECT_THAT(record->outcome.message, HasSubstr("found a link"));
  EXPECT_TRUE(fs::exists(checkpoints_ / "checkpoint")) << "it may be tried again";
}

TEST_F(Ended, FailsWithTheDisk) {
  before_record('2', [] { return EIO; });
  EXPECT_THROW(static_cast<void>(publish_ended(outputs_, ended(), false)), Error);
  EXPECT_TRUE(fs::exists(checkpoints_ / "checkpoint"));
  EXPECT_TRUE(fs::is_empty(store_.root() / "claims"));
}

}  // namespace
}  // namespace xner::flow
