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

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::SizeIs;
using xner::ProcessCommand;
using xner::ProcessEnd;
using xner::ProcessLimits;
using xner::ProcessOutcome;
using xner::run_process;

ProcessCommand shell(const std::string& script) { return {.arguments = {"/bin/sh", "-c", script}}; }

bool alive(const std::string& left) { return ::kill(std::stoi(left), 0) == 0; }

TEST(RunProcess, ReportsExitCodeOutputAndUsage) {
  const ProcessOutcome outcome = run_process(shell("echo out; echo err >&2; exit 7"), {});
  EXPECT_EQ(outcome.end, ProcessEnd::kExited);
  EXPECT_EQ(outcome.exit_code, 7);
  EXPECT_EQ(outcome.log_tail, "out\nerr\n");
  EXPECT_GT(outcome.peak_memory, 100'000);
  EXPECT_THAT(outcome.left_processes, SizeIs(0));
}

TEST(RunProcess, GivesInputAndEnvironmentAndDeliversLines) {
  ProcessCommand command =
      shell("read line; echo \"$line $COLOUR\" >&3; printf 'two\\nunfinished' >&3");
  command.input = "one\n";
  command.environment["COLOUR"] = "green";
  std::vector<std::string> lines;
  (void)run_process(command, {}, [&](std::string_view line) { lines.emplace_back(line); });
  EXPECT_THAT(lines, ElementsAre("one green", "two"));
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

TEST(RunProcess, LimitsData) {
  // dd asks for one buffer of that size.
  const ProcessOutcome outcome = run_process(shell("dd if=/dev/zero of=/dev/null bs=200M count=1"),
                                             {.data_bytes = std::uint64_t{100} << 20});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.log_tail, HasSubstr("memory"));
}

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

TEST(RunProcess, ThrowsIfTheProgramCannotBeStarted) {
  try {
    (void)run_process({.arguments = {"/no/such/program"}}, {});
    FAIL() << "expected an Error";
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kIo);
    EXPECT_THAT(error.message(), HasSubstr("/no/such/program: No such file"));
  }
}

TEST(RunProcess, EndsTheChildIfTheLineHandlerThrows) {
  const auto refuse = [](std::string_view) { throw std::runtime_error("no more"); };
  EXPECT_THROW((void)run_process(shell("echo x >&3; sleep 600"), {.grace_seconds = 1}, refuse),
               std::runtime_error);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left unreaped";
}

TEST(ProcessLog, IsCappedInTheMiddle) {
  const xner::TemporaryFolder folder;
  ProcessCommand command = shell("head -c 1000000 /dev/zero | tr '\\0' a; echo; echo the end");
  command.log_file = folder.path() / "deep" / "log.txt";
  command.log_bytes = 1000;
  const ProcessOutcome outcome = run_process(command, {});
  const std::string log = xner::read_file(command.log_file);
  EXPECT_EQ(outcome.log_tail.size(), xner::kLogTailBytes);
  EXPECT_THAT(outcome.log_tail, EndsWith("a\nthe end\n"));
  EXPECT_THAT(log, HasSubstr("bytes of log left out here"));
  EXPECT_THAT(log, EndsWith("a\nthe end\n"));
  EXPECT_LT(log.size(), 1000 + xner::kLogTailBytes + 100);
}

}  // namespace
