// xner-worker by hand: its command line, its answers, its exit codes.
#include <gmock/gmock.h>

#include "harness/base/process.hpp"
#include "harness/sdk/stage_message.hpp"
#include "tests/support/plugin_files.hpp"

namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;
using xner::ProcessOutcome;
using xner::sdk::Json;

struct Answer {
  ProcessOutcome outcome;
  std::vector<std::string> lines;  ///< on the result descriptor
};

Answer worker(std::vector<std::string> arguments, const std::string& input = "") {
  arguments.insert(arguments.begin(),
                   (xner::test::build_folder() / "bin" / "xner-worker").string());
  Answer answer;
  answer.outcome = xner::run_process(
      {.arguments = arguments, .environment = {}, .input = input, .log_file = {}},
      {.wall_seconds = 60}, [&](std::string_view line) { answer.lines.emplace_back(line); });
  return answer;
}

TEST(Worker, DescribesAPluginOnStandardOutput) {
  const Answer answer = worker({"--describe", xner::test::plugin_file("word_memory").string()});
  EXPECT_EQ(answer.outcome.exit_code, 0);
  EXPECT_EQ(Json::parse(answer.outcome.log_tail).at("id"), "word_memory");
}

TEST(Worker, PlansFromStandardInput) {
  const Json request{{"parameters", {{"minimum_count", 1}}},
                     {"conditions", Json::object()},
                     {"targets", {"bb"}},
                     {"seeds", {1}},
                     {"selectors", {"last"}}};
  const Answer answer =
      worker({"--plan", xner::test::plugin_file("word_memory").string(), "--result-fd", "3"},
             request.dump());
  EXPECT_EQ(answer.outcome.exit_code, 0);
  ASSERT_THAT(answer.lines, SizeIs(1));
  EXPECT_THAT(Json::parse(answer.lines[0]).at("stages"), SizeIs(2));
}

TEST(Worker, SaysItsVersions) {
  EXPECT_THAT(worker({"--version"}).outcome.log_tail, HasSubstr("LibTorch 2.11.0"));
  EXPECT_THAT(worker({"--help"}).outcome.log_tail, StartsWith("usage: xner-worker"));
}

TEST(Worker, RefusesAWrongCommandLine) {
  const auto expect_refused = [](const std::vector<std::string>& arguments,
                                 const std::string& message) {
    const Answer answer = worker(arguments);
    EXPECT_EQ(answer.outcome.exit_code, 2) << message;
    EXPECT_THAT(answer.outcome.log_tail, HasSubstr(message));
  };
  expect_refused({}, "expected a task, found none (see xner-worker --help)");
  expect_refused({"--stag", "x"}, "unknown argument '--stag' (did you mean '--stage'?)");
  expect_refused({"--stage"}, "--stage: expected a value, found none");
  expect_refused({"--stage", "x", "--plan", "y"}, "expected one task, found '--plan' as well");
  expect_refused({"--stage", "x", "--result-fd", "three"},
                 "expected the number of a descriptor, found 'three'");
  expect_refused({"--version", "--result-fd", "77"}, "descriptor 77 is not open");
}

TEST(Worker, ReportsABadRequestOnTheResultDescriptor) {
  const xner::TemporaryFolder folder;
  const auto file = folder.path() / "request.json";
  xner::write_file(file, "{\"key\": ");
  const Answer answer = worker({"--stage", file.string(), "--result-fd", "3"});
  EXPECT_EQ(answer.outcome.exit_code, 2);
  ASSERT_THAT(answer.lines, SizeIs(1));
  const auto result = std::get<xner::sdk::StageResult>(xner::sdk::unframe(answer.lines[0]));
  EXPECT_FALSE(result.ok);
  EXPECT_EQ(result.error_kind, "usage");
  EXPECT_THAT(result.error_message, HasSubstr("expected a stage request in JSON"));
}

}  // namespace
