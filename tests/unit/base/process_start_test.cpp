// How a child starts: its input, environment, descriptors and limits.
#include "harness/base/process_start.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "harness/base/error.hpp"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using xner::ProcessCommand;
using xner::ProcessOutcome;
using xner::run_process;

ProcessCommand shell(const std::string& script) { return {.arguments = {"/bin/sh", "-c", script}}; }

TEST(RunProcess, GivesInputAndEnvironmentAndDeliversLines) {
  ProcessCommand command =
      shell("read line; echo \"$line $COLOUR\" >&3; printf 'two\\nunfinished' >&3");
  command.input = "one\n";
  command.environment["COLOUR"] = "green";
  std::vector<std::string> lines;
  (void)run_process(command, {}, [&](std::string_view line) { lines.emplace_back(line); });
  EXPECT_THAT(lines, ElementsAre("one green", "two"));
}

TEST(RunProcess, LimitsData) {
  // dd asks for one buffer of that size.
  const ProcessOutcome outcome = run_process(shell("dd if=/dev/zero of=/dev/null bs=200M count=1"),
                                             {.data_bytes = std::uint64_t{100} << 20});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_THAT(outcome.log_tail, HasSubstr("memory"));
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

TEST(RunProcess, GivesTheChildNoDescriptorsButItsOwn) {
  const int inherited = ::dup(STDOUT_FILENO);
  const ProcessOutcome outcome = run_process({.arguments = {"/bin/ls", "/proc/self/fd"}}, {});
  ::close(inherited);
  EXPECT_EQ(outcome.log_tail, "0\n1\n2\n3\n4\n") << "4 is the folder that ls reads";
}

}  // namespace
