// A log keeps its beginning in the file, its end in memory, and says what is missing between.
#include "harness/base/process_log.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/process.hpp"

namespace {

using testing::EndsWith;
using testing::HasSubstr;
using xner::ProcessCommand;
using xner::ProcessLog;
using xner::ProcessOutcome;
using xner::run_process;

ProcessCommand shell(const std::string& script) { return {.arguments = {"/bin/sh", "-c", script}}; }

TEST(ProcessLog, KeepsAShortLogWhole) {
  const xner::TemporaryFolder folder;
  ProcessLog log(folder.path() / "log.txt", 100);
  log.append("one\n");
  log.append("two\n");
  log.finish();
  EXPECT_EQ(log.tail(), "one\ntwo\n");
  EXPECT_EQ(xner::read_file(folder.path() / "log.txt"), "one\ntwo\n");
}

TEST(ProcessLog, WritesNothingTwice) {
  const xner::TemporaryFolder folder;
  ProcessLog log(folder.path() / "log.txt", 4);
  log.append("abcdefgh");
  log.finish();
  EXPECT_EQ(xner::read_file(folder.path() / "log.txt"),
            "abcd\n[xner: 0 bytes of log left out here]\nefgh");
}

TEST(ProcessLog, NeedsNoFile) {
  ProcessLog log("", 100);
  log.append("text");
  log.finish();
  EXPECT_EQ(log.tail(), "text");
}

TEST(ProcessLog, AFileThatCannotBeMadeIsAnError) {
  EXPECT_THROW(ProcessLog("/proc/no/such/log.txt", 100), xner::Error);
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
