// What a child leaves running is found, named and killed, and nothing else is.
#include "harness/base/process_orphans.hpp"

#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>

#include "harness/base/process.hpp"

namespace {

using testing::EndsWith;
using testing::SizeIs;
using xner::ProcessCommand;
using xner::ProcessEnd;
using xner::ProcessOutcome;
using xner::run_process;

ProcessCommand shell(const std::string& script) { return {.arguments = {"/bin/sh", "-c", script}}; }

bool alive(const std::string& left) { return ::kill(std::stoi(left), 0) == 0; }

TEST(RunProcess, KillsADaemonThatTheChildLeft) {
  const ProcessOutcome outcome = run_process(
      shell("setsid sleep 600 </dev/null >/dev/null 2>&1 3>&- & sleep 0.2; echo done"), {});
  EXPECT_EQ(outcome.end, ProcessEnd::kExited);
  EXPECT_EQ(outcome.exit_code, 0);
  ASSERT_THAT(outcome.left_processes, SizeIs(1));
  EXPECT_THAT(outcome.left_processes[0], EndsWith(" sleep"));
  EXPECT_FALSE(alive(outcome.left_processes[0]));
}

TEST(RunProcess, DoesNotWaitForADaemonThatHoldsThePipes) {
  const ProcessOutcome outcome =
      run_process(shell("setsid sleep 600 & echo done >&3; sleep 0.2"), {});
  EXPECT_LT(outcome.wall_seconds, 10);
  EXPECT_THAT(outcome.left_processes, SizeIs(1));
}

TEST(RunProcess, LeavesTheOrphansOfOthersAlone) {
  // Two children at once: the first ends while the second still runs a process of its own.
  ProcessOutcome second;
  std::jthread other([&] { second = run_process(shell("sleep 1 & wait; echo whole"), {}); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const ProcessOutcome first =
      run_process(shell("setsid sleep 600 >/dev/null 2>&1 & sleep 0.1"), {});
  other.join();
  EXPECT_THAT(first.left_processes, SizeIs(1));
  EXPECT_EQ(second.log_tail, "whole\n");
  EXPECT_THAT(second.left_processes, SizeIs(0));
}

TEST(RunProcess, FindsAGrandchildWhoseParentHidesItsEnvironment) {
  // What is left over it has no mark any more: beyond us, as process_orphans.hpp says, and ends
  // soon.
  const ProcessOutcome outcome = run_process(
      shell("setsid sh -c 'sleep 600 & exec env -i sleep 2' </dev/null >/dev/null 2>&1 3>&- & "
            "sleep 0.3"),
      {});
  ASSERT_THAT(outcome.left_processes, SizeIs(1));
  EXPECT_THAT(outcome.left_processes[0], EndsWith(" sleep"));
  while (::wait(nullptr) > 0) continue;  // both are our children by now
}

TEST(KillOrphans, FindsNothingForAMarkThatNobodyCarries) {
  EXPECT_THAT(xner::kill_orphans("no such mark", 1 << 22), SizeIs(0));
}

}  // namespace
