// Defective plugins, run by the shipped worker: each ends its own stage, as the right class, with a
// message that helps.
#include <algorithm>
#include <ostream>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/flow/stage_process.hpp"
#include "harness/sdk/plugin_tag.hpp"
#include "tests/support/plugin_files.hpp"

namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using xner::flow::StageLimits;
using xner::flow::StageOutcome;
using xner::flow::StageStatus;

/// Long enough for LibTorch to be loaded on a busy machine, short enough to wait for.
constexpr double kPatience = 6;
constexpr StageLimits kLimits{
    .wall_seconds = 120, .no_progress_seconds = 60, .grace_seconds = 2, .memory_bytes = 0};

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kUnderAsan = true;
#else
constexpr bool kUnderAsan = false;
#endif

class Bench {
 public:
  explicit Bench(const fs::path& plugin, const std::string& method) {
    request_.key = std::string(64, '0');
    request_.plugin = plugin;
    request_.method = method;
    request_.type = "misbehave";
    request_.parameters = {{"device", "cpu"}, {"threads", 1}};
    request_.outputs = {"done.txt"};
    request_.output_folder = folder_.path() / "output";
    request_.scratch_folder = folder_.path() / "scratch";
    setting_.worker = xner::test::build_folder() / "bin" / "xner-worker";
  }

  [[nodiscard]] StageOutcome run(const StageLimits& limits) {
    return run_stage_process(request_, limits, {}, setting_);
  }

  xner::sdk::StageRequest request_;
  xner::flow::StageSetting setting_;

 private:
  xner::TemporaryFolder folder_;
};

struct Case {
  std::string defect;
  StageStatus status;
  std::string message;  ///< a part of it
  StageLimits limits = kLimits;
};
std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.defect; }

class DefectivePlugin : public testing::TestWithParam<Case> {
 protected:
  [[nodiscard]] static fs::path file(const std::string& defect) {
    return xner::test::build_folder() / "tests" / "defects" / (defect + ".so");
  }
};

TEST_P(DefectivePlugin, EndsItsStageAndNothingElse) {
  const Case& one = GetParam();
  // AddressSanitizer catches bad accesses itself, and its shadow does not fit under RLIMIT_DATA.
  const bool signals = one.defect == "segfaults" || one.defect == "overflows_stack";
  if (kUnderAsan && (signals || one.limits.memory_bytes > 0)) GTEST_SKIP() << "not under ASan";
  const StageOutcome outcome = Bench(file(one.defect), one.defect).run(one.limits);
  EXPECT_EQ(status_name(outcome.status), status_name(one.status)) << outcome.message << "\n"
                                                                  << outcome.log_tail;
  EXPECT_THAT(outcome.message, HasSubstr(one.message));
  EXPECT_FALSE(outcome.result.ok);
  EXPECT_GT(outcome.peak_memory, 0);
}

constexpr std::uint64_t kGibibyte = std::uint64_t{1} << 30;

const std::vector<Case> kCases{
    {"throws_exception", StageStatus::kException, "std::runtime_error: the loss is not finite"},
    {"throws_error", StageStatus::kException, "corpus.jsonl:3: expected labels, found none"},
    {"throws_torch", StageStatus::kException,
     "LibTorch: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"},
    {"throws_int", StageStatus::kException, "an exception of type int"},
    {"throws_own_type", StageStatus::kException, "something odd"},
    {"throws_in_thread", StageStatus::kCrash,
     "SIGABRT (Aborted) during misbehave 1/2; last log line:   what():  nobody catches"},
    {"aborts", StageStatus::kCrash, "SIGABRT (Aborted) during misbehave 1/2"},
    {"segfaults", StageStatus::kCrash, "SIGSEGV (Segmentation fault) during misbehave 1/2"},
    {"overflows_stack", StageStatus::kCrash, "SIGSEGV (Segmentation fault)"},
    {"busy_loop",
     StageStatus::kNoProgress,
     "no heartbeat for 6 s during misbehave 1/2: killed",
     {.wall_seconds = 120, .no_progress_seconds = kPatience, .grace_seconds = 1}},
    {"never_ends",
     StageStatus::kTimeout,
     "over its limit of 6 s during train",
     {.wall_seconds = kPatience, .no_progress_seconds = 60, .grace_seconds = 30}},
    {"ignores_sigterm",
     StageStatus::kTimeout,
     "during misbehave 1/2: killed (SIGTERM was not enough)",
     {.wall_seconds = kPatience, .no_progress_seconds = 60, .grace_seconds = 1}},
    {"allocates_forever",
     StageStatus::kOutOfMemory,
     "out of memory: std::bad_alloc",
     {.wall_seconds = 120,
      .no_progress_seconds = 60,
      .grace_seconds = 2,
      .memory_bytes = kGibibyte}},
    {"allocates_tensors",
     StageStatus::kOutOfMemory,
     "out of memory: ",
     {.wall_seconds = 120,
      .no_progress_seconds = 60,
      .grace_seconds = 2,
      .memory_bytes = kGibibyte}},
    {"exits_zero", StageStatus::kNoResult,
     "ended with exit code 0 and no result during misbehave 1/2"},
    {"makes_no_output", StageStatus::kException,
     "stage 'misbehave' ended without its output 'done.txt'"},
    {"asks_for_unknown_input", StageStatus::kException,
     "asks for input 'trian', which its plan does not name"},
    {"scribbles_on_pipe", StageStatus::kNoResult,
     "expected a whole message on the result pipe, found a wrong checksum"},
    {"aborts_at_load", StageStatus::kCrash, "SIGABRT (Aborted) during load"},
};

INSTANTIATE_TEST_SUITE_P(All, DefectivePlugin, testing::ValuesIn(kCases),
                         [](const auto& one) { return one.param.defect; });

TEST_F(DefectivePlugin, ADaemonIsKilledAndNamedAndTheStageStillCounts) {
  const StageOutcome outcome = Bench(file("leaves_daemon"), "leaves_daemon").run(kLimits);
  EXPECT_EQ(status_name(outcome.status), "ok");
  ASSERT_THAT(outcome.left_processes, SizeIs(1));
  EXPECT_THAT(outcome.message,
              HasSubstr("left processes behind, now killed: " + outcome.left_processes[0]));
  EXPECT_FALSE(fs::exists(
      "/proc/" + outcome.left_processes[0].substr(0, outcome.left_processes[0].find(' '))));
}

TEST_F(DefectivePlugin, LeakedGlobalStateIsReportedByName) {
  const StageOutcome outcome = Bench(file("leaks_state"), "leaks_state").run(kLimits);
  EXPECT_EQ(status_name(outcome.status), "ok") << outcome.message;
  const auto leaks = outcome.result.facts.value(xner::sdk::kLeaksFact, std::vector<std::string>{});
  EXPECT_THAT(leaks, testing::UnorderedElementsAre("grad mode", "intra-op threads",
                                                   "deterministic algorithms", "default dtype",
                                                   "default CPU generator", "working folder"));
}

TEST_F(DefectivePlugin, TheCallerCanStopAStage) {
  Bench bench(file("never_ends"), "never_ends");
  std::stop_source stop;
  bench.setting_.stop = stop.get_token();
  const StageOutcome outcome = run_stage_process(
      bench.request_, kLimits,
      [&](const xner::sdk::Progress& one) {
        if (one.phase == "train") stop.request_stop();
      },
      bench.setting_);
  EXPECT_EQ(status_name(outcome.status), "cancelled");
  EXPECT_THAT(outcome.message, HasSubstr("ended by SIGTERM"));
  EXPECT_EQ(outcome.result.error_message, "cancelled") << "the stage ended at its next heartbeat";
}

/// The template's plugin, doctored.
class DoctoredPlugin : public testing::Test {
 protected:
  [[nodiscard]] StageOutcome run() const { return Bench(file_, "word_memory").run(kLimits); }
  void patch(const std::string& from, const std::string& to) const {
    xner::test::write_patched(original_, from, to, file_);
  }
  void expect_load_error(const std::string& message) const {
    const StageOutcome outcome = run();
    EXPECT_EQ(status_name(outcome.status), "load-error") << outcome.log_tail;
    EXPECT_THAT(outcome.message, HasSubstr(message));
    EXPECT_THROW((void)describe(), xner::Error);
  }
  [[nodiscard]] xner::sdk::MethodDescription describe() const {
    return xner::flow::describe_plugin(
        file_, {.worker = xner::test::build_folder() / "bin" / "xner-worker"});
  }

  xner::TemporaryFolder folder_;
  fs::path original_ = xner::test::plugin_file("word_memory");
  fs::path file_ = folder_.path() / "word_memory.so";
};

TEST_F(DoctoredPlugin, UndoctoredItLoads) {
  fs::copy_file(original_, file_);
  EXPECT_EQ(describe().id, "word_memory");
}

TEST_F(DoctoredPlugin, AnotherInterfaceIsRefused) {
  patch("interface=1\n", "interface=2\n");
  expect_load_error("interface version: built for 2, this xner is 1");
}

TEST_F(DoctoredPlugin, AnotherLibTorchIsRefused) {
  patch("libtorch=2.11.0", "libtorch=2.12.0");
  expect_load_error("LibTorch: built for 2.12.0");
}

TEST_F(DoctoredPlugin, OtherSdkHeadersAreRefused) {
  const std::string digest = xner::sdk::read_plugin_tag(original_).sdk_declarations;
  patch("sdk_declarations=" + digest.substr(0, 8), "sdk_declarations=00000000");
  expect_load_error("SDK declarations: built for 00000000");
}

TEST_F(DoctoredPlugin, AStampThatContradictsTheTagIsRefused) {
  std::string bytes = xner::read_file(original_);
  const std::string digest = xner::sdk::read_plugin_tag(original_).sdk_declarations;
  const std::size_t in_tag =
      bytes.find("sdk_declarations=" + digest) + std::string("sdk_declarations=").size();
  for (std::size_t at = 0; (at = bytes.find(digest, at)) != std::string::npos; ++at)
    if (at != in_tag) bytes[at] = bytes[at] == '0' ? '1' : '0';
  xner::write_file(file_, bytes);
  expect_load_error("stamp: built against other SDK headers than its tag says");
}

TEST_F(DoctoredPlugin, ALibraryWithoutATagIsRefused) {
  patch(std::string("XNER\0", 5), std::string("NONE\0", 5));
  expect_load_error("a shared library without an XNER tag");
}

TEST_F(DoctoredPlugin, ACutFileIsRefusedBeforeItIsOpened) {
  const std::string bytes = xner::read_file(original_);
  xner::write_file(file_, bytes.substr(0, bytes.size() - 3000));
  expect_load_error("it was cut");
}

TEST_F(DoctoredPlugin, AMissingFileIsAnError) {
  expect_load_error("cannot open the file: No such file or directory");
}

TEST_F(DoctoredPlugin, AMissingWorkerIsAnError) {
  Bench bench(original_, "word_memory");
  bench.setting_.worker = "/no/such/worker";
  const StageOutcome outcome = bench.run(kLimits);
  EXPECT_EQ(status_name(outcome.status), "load-error");
  EXPECT_THAT(outcome.message, HasSubstr("/no/such/worker"));
}

TEST_F(DoctoredPlugin, AnotherMethodsPluginIsRefused) {
  const StageOutcome outcome = Bench(original_, "wu_dredze").run(kLimits);
  EXPECT_EQ(status_name(outcome.status), "load-error");
  EXPECT_THAT(outcome.message,
              HasSubstr("expected the plugin of method 'wu_dredze', found that of 'word_memory'"));
}

}  // namespace
