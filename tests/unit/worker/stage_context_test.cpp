// What a running stage is given: paths, heartbeats, cancellation.
#include "harness/worker/stage_context.hpp"

#include <algorithm>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include "harness/base/error.hpp"

namespace {

using testing::HasSubstr;
using xner::worker::ResultPipe;
using xner::worker::WorkerContext;

class StageContextTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::pipe2(ends_, O_NONBLOCK), 0);
    request_.type = "train";
    request_.inputs = {{"train", "/in/train.jsonl"}, {"encoder", "/in/encoder"}};
    request_.outputs = {"model"};
    request_.output_folder = "/out";
  }
  void TearDown() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  [[nodiscard]] std::ptrdiff_t lines_sent() const {
    char buffer[1 << 16];
    const ssize_t got = ::read(ends_[0], buffer, sizeof(buffer));
    return got > 0 ? std::count(buffer, buffer + got, '\n') : 0;
  }

  int ends_[2] = {-1, -1};
  xner::sdk::StageRequest request_;
};

TEST_F(StageContextTest, GivesPathsOfWhatThePlanNames) {
  ResultPipe pipe(ends_[1]);
  const WorkerContext context(request_, pipe);
  EXPECT_EQ(context.input("encoder"), "/in/encoder");
  EXPECT_EQ(context.output("model"), "/out/model");
}

TEST_F(StageContextTest, RefusesWhatThePlanDoesNotName) {
  ResultPipe pipe(ends_[1]);
  const WorkerContext context(request_, pipe);
  try {
    (void)context.input("encodr");
    FAIL() << "expected an Error";
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kPlugin);
    EXPECT_THAT(error.what(), HasSubstr("did you mean 'encoder'?"));
  }
  EXPECT_THROW((void)context.output("models"), xner::Error);
}

TEST_F(StageContextTest, SendsAFewHeartbeatsASecondAndEveryPhase) {
  ResultPipe pipe(ends_[1]);
  WorkerContext context(request_, pipe);
  for (int step = 0; step < 1000; ++step) context.progress({"train", step, 1000, ""});
  context.progress({"evaluate", 0, 0, ""});
  const auto sent = lines_sent();
  EXPECT_GE(sent, 2);
  EXPECT_LT(sent, 100);
}

TEST_F(StageContextTest, SigtermEndsTheStageAtItsNextHeartbeat) {
  ResultPipe pipe(ends_[1]);
  WorkerContext context(request_, pipe);
  xner::worker::cancel_on_sigterm();
  EXPECT_NO_THROW(context.progress({"train", 1, 2, ""}));
  ::raise(SIGTERM);
  try {
    context.progress({"train", 2, 2, ""});
    FAIL() << "expected an Error";
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kStage);
    EXPECT_STREQ(error.what(), "cancelled");
  }
}

}  // namespace
