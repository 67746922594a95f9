// The command line of xner-worker.
#include "harness/worker/options.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"

namespace {

using testing::HasSubstr;
using xner::worker::parse_options;
using xner::worker::Task;

std::string refusal(const std::vector<std::string>& arguments) {
  try {
    (void)parse_options(arguments);
  } catch (const xner::Error& error) {
    EXPECT_EQ(error.kind(), xner::ErrorKind::kUsage);
    return error.what();
  }
  return "nothing was thrown";
}

TEST(ParseOptions, ReadsTaskFileAndDescriptor) {
  const auto options = parse_options({"--result-fd", "3", "--stage", "request.json"});
  EXPECT_EQ(options.task, Task::kStage);
  EXPECT_EQ(options.file, "request.json");
  EXPECT_EQ(options.result_fd, 3);
  EXPECT_EQ(parse_options({"--describe", "x.so"}).result_fd, -1);
  EXPECT_EQ(parse_options({"--version"}).task, Task::kVersion);
}

TEST(ParseOptions, RefusesWhatItCannotMean) {
  EXPECT_THAT(refusal({}), HasSubstr("expected a task, found none"));
  EXPECT_THAT(refusal({"--stag"}), HasSubstr("did you mean '--stage'?"));
  EXPECT_THAT(refusal({"--plan"}), HasSubstr("--plan: expected a value, found none"));
  EXPECT_THAT(refusal({"--plan", "a", "--stage", "b"}), HasSubstr("expected one task"));
  for (const char* number : {"", "x", "3x", "-1", "99999999999"})
    EXPECT_THAT(refusal({"--version", "--result-fd", number}),
                HasSubstr("--result-fd: expected the number"));
}

}  // namespace
