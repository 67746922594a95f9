// Supervision of child processes: every way to end, seen from outside. Children are /bin/sh
// scripts.
#include "harness/base/process.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace {

using testing::HasSubstr;
using testing::SizeIs;
using xner::ProcessCommand;
using xner::ProcessEnd;
using xner::ProcessLimits;
using xner::ProcessOutcome;
using xner::run_process;

ProcessCommand shell(const std::string& script) { return {.arguments = {"/bin/sh", "-c", script}}; }

TEST(RunProcess, ReportsExitCodeOutputAndUsage) {
  const ProcessOutcome outcome = run_process(shell("echo out; echo err >&2; exit 7"), {});
  EXPECT_EQ(outcome.end, ProcessEnd::kExited);
  EXPECT_EQ(outcome.exit_code, 7);
  EXPECT_EQ(outcome.log_tail, "out\nerr\n");
  EXPECT_GT(outcome.peak_memory, 100'000);
  EXPECT_THAT(outcome.left_processes, SizeIs(0));
}

TEST(RunProcess, ReportsTheSignal) {
  const ProcessOutcome outcome = run_process(shell("kill -SEGV $$"), {});
  EXPECT_EQ(outcome.end, ProcessEnd::kSignalled);
  EXPECT_EQ(outcome.signal, SIGSEGV);
  EXPECT_EQ(xner::signal_text(outcome.signal), "SIGSEGV (Segmentation fault)");
}

TEST(RunProcess, EndsAtTheWallLimit) {
  const ProcessOutcome outcome =
      run_process(shell("while :; do echo alive >&3; sleep 0.05; done"),
                  {.wall_seconds = 0.4, .no_progress_seconds = 0.3, .grace_seconds = 5});
  EXPECT_EQ(outcome.end, ProcessEnd::kWallLimit);
  EXPECT_EQ(outcome.signal, SIGTERM);
  EXPECT_FALSE(outcome.killed);
  EXPECT_GE(outcome.wall_seconds, 0.4);
}

TEST(RunProcess, EndsWhenNothingIsHeard) {
  const ProcessOutcome outcome = run_process(shell("echo alive >&3; sleep 60"),
                                             {.wall_seconds = 30, .no_progress_seconds = 0.3});
  EXPECT_EQ(outcome.end, ProcessEnd::kNoProgress);
  EXPECT_LT(outcome.wall_seconds, 10);
}

TEST(RunProcess, KillsWhatIgnoresSigterm) {
  const ProcessOutcome outcome = run_process(shell("trap '' TERM; while :; do sleep 0.05; done"),
                                             {.wall_seconds = 0.2, .grace_seconds = 0.3});
  EXPECT_EQ(outcome.end, ProcessEnd::kWallLimit);
  EXPECT_TRUE(outcome.killed);
  EXPECT_EQ(outcome.signal, SIGKILL);
}

TEST(RunProcess, LetsTheChildCleanUpWithinItsGrace) {
  const ProcessOutcome outcome =
      run_process(shell("trap 'echo cleaned; exit 3' TERM; while :; do sleep 0.05; done"),
                  {.wall_seconds = 0.2, .grace_seconds = 10});
  EXPECT_EQ(outcome.end, ProcessEnd::kWallLimit);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.log_tail, HasSubstr("cleaned\n"));
}

TEST(RunProcess, StopsOnRequest) {
  std::stop_source stop;
  std::jthread asker([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    stop.request_stop();
  });
  const ProcessOutcome outcome = run_process(shell("sleep 60"), {}, {}, stop.get_token());
  EXPECT_EQ(outcome.end, ProcessEnd::kCancelled);
  EXPECT_LT(outcome.wall_seconds, 10);
}

TEST(RunProcess, EndsTheChildIfTheLineHandlerThrows) {
  const auto refuse = [](std::string_view) { throw std::runtime_error("no more"); };
  EXPECT_THROW((void)run_process(shell("echo x >&3; sleep 600"), {.grace_seconds = 1}, refuse),
               std::runtime_error);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left unreaped";
}

}  // namespace
