// What every plugin is held to (DESIGN, "The plugin boundary", 5). The plugin is named by
// $XNER_METHOD; add_method_plugin() registers this program once for each.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <sstream>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/process.hpp"
#include "harness/data/corpus.hpp"
#include "harness/sdk/method.hpp"
#include "tests/conformance/sample_world.hpp"
#include "tests/support/plugin_files.hpp"

namespace {

namespace fs = std::filesystem;
namespace flow = xner::flow;
namespace sdk = xner::sdk;
using testing::AnyOf;
using testing::Eq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using xner::flow::StageStatus;
using xner::test::PlanRun;
using xner::test::SampleWorld;

class Conformance : public testing::Test {
 protected:
  [[nodiscard]] sdk::MethodDescription describe() const {
    return flow::describe_plugin(plugin_, SampleWorld::setting());
  }
  [[nodiscard]] sdk::Plan plan(const sdk::PlanRequest& request) const {
    return flow::plan_with_plugin(plugin_, request, SampleWorld::setting());
  }
  [[nodiscard]] sdk::PlanRequest request(std::uint64_t seed = 1) const {
    static const sdk::MethodDescription description = describe();
    return SampleWorld::request(description, seed);
  }

  /// A run that must go well.
  [[nodiscard]] PlanRun run(const sdk::PlanRequest& request) {
    PlanRun result = world_.run(method_, request);
    for (const auto& [stage, outcome] : result.outcomes) {
      EXPECT_EQ(status_name(outcome.status), "ok") << stage << ": " << outcome.message << "\n"
                                                   << outcome.log_tail;
      EXPECT_THAT(outcome.left_processes, IsEmpty()) << stage;
      EXPECT_FALSE(outcome.result.facts.contains(sdk::kLeaksFact)) << stage << outcome.result.facts;
    }
    EXPECT_THAT(result.predictions, Not(IsEmpty()));
    return result;
  }

  /// The answer to `request()` in an untouched world; found out once, as no run may differ.
  [[nodiscard]] const PlanRun& baseline() {
    static const PlanRun result = run(request());
    return result;
  }

  std::string method_ =
      std::getenv("XNER_METHOD") != nullptr ? std::getenv("XNER_METHOD") : "word_memory";
  fs::path plugin_ = xner::test::plugin_file(method_);
  SampleWorld world_;
};

TEST_F(Conformance, ExportsTheEnvelopeAndNothingElse) {
  const auto outcome = xner::run_process(
      {.arguments = {"/bin/sh", "-c", "nm -D --defined-only \"$0\" | cut -d' ' -f3",
                     plugin_.string()}},
      {});
  std::istringstream lines(outcome.log_tail);
  const std::vector<std::string> names{std::istream_iterator<std::string>(lines), {}};
  EXPECT_THAT(names, UnorderedElementsAre(sdk::kStampName, sdk::kFactoryName));
}

TEST_F(Conformance, TagNamesTheMethodAndFitsThisBuild) {
  const sdk::PluginTag tag = sdk::read_plugin_tag(plugin_);
  EXPECT_EQ(tag.method, method_);
  EXPECT_THAT(tag_mismatches(tag, sdk::expected_tag()), IsEmpty());
  EXPECT_EQ(sdk::read_build_id(plugin_).size(), 40u);
}

TEST_F(Conformance, DescribesItselfCompletely) {
  const sdk::MethodDescription description = describe();
  EXPECT_EQ(description.id, method_);
  EXPECT_EQ(description.version, sdk::read_plugin_tag(plugin_).version);
  EXPECT_FALSE(description.title.empty());
  EXPECT_FALSE(description.paper.empty());
  for (const sdk::Parameter& one : description.parameters)
    EXPECT_FALSE(one.meaning.empty()) << one.name;
  const sdk::Json defaults = resolve_parameters(description.parameters, {}, method_);
  EXPECT_EQ(resolve_parameters(description.parameters, defaults, method_), defaults)
      << "a default is out of its range";
}

TEST_F(Conformance, DescribeAndPlanArePure) {
  const sdk::Json description = describe();
  const sdk::Json first = plan(request());
  // Another process, another working folder, another home.
  const xner::TemporaryFolder elsewhere;
  const fs::path here = fs::current_path();
  const std::string home = std::getenv("HOME") != nullptr ? std::getenv("HOME") : "";
  fs::current_path(elsewhere.path());
  ::setenv("HOME", elsewhere.path().c_str(), 1);
  EXPECT_EQ(sdk::Json(describe()), description);
  EXPECT_EQ(sdk::Json(plan(request())), first);
  fs::current_path(here);
  ::setenv("HOME", home.c_str(), 1);
  EXPECT_TRUE(fs::is_empty(elsewhere.path()));
}

TEST_F(Conformance, PlansAreSoundForManyTargetsSeedsAndSelectors) {
  sdk::PlanRequest many = request();
  many.seeds = {1, 2, 18446744073709551615ULL};
  many.selectors = {"last", "best_source_dev"};
  const flow::ExperimentPlan ordered = world_.order(method_, many, plan(many));
  EXPECT_EQ(ordered.runs.size(), many.seeds.size());
  for (const flow::PlannedRun& one : ordered.runs)
    EXPECT_EQ(one.predictions.size(), many.selectors.size());
}

TEST_F(Conformance, RefusesParametersOfAWrongType) {
  for (const sdk::Parameter& one : describe().parameters) {
    sdk::PlanRequest wrong = request();
    wrong.parameters[one.name] = sdk::Json::object({{"not", "a value"}});
    try {
      const PlanRun result = world_.run(method_, wrong);
      const bool all_well =
          std::all_of(result.outcomes.begin(), result.outcomes.end(),
                      [](const auto& o) { return o.second.status == StageStatus::kOk; });
      EXPECT_FALSE(all_well) << one.name << " was not looked at";
      for (const auto& [stage, outcome] : result.outcomes)
        EXPECT_NE(status_name(outcome.status), "crash") << stage << ": " << outcome.message;
    } catch (const xner::Error& error) {
      EXPECT_THAT(error.kind(), AnyOf(xner::ErrorKind::kUsage, xner::ErrorKind::kPlugin));
    }
  }
}

TEST_F(Conformance, PredictsALabelForEveryWord) {
  const PlanRun& result = baseline();
  const auto text = xner::data::read_text_corpus(world_.path("data:target/bb/test"));
  for (const auto& [name, bytes] : result.predictions) {
    std::istringstream lines(bytes);
    std::string line;
    for (const auto& sentence : text.sentences) {
      ASSERT_TRUE(std::getline(lines, line)) << name << " ends before sentence " << sentence.id;
      EXPECT_EQ(static_cast<std::size_t>(std::count(line.begin(), line.end(), ' ') + 1),
                sentence.words.size())
          << line;
    }
    EXPECT_FALSE(std::getline(lines, line)) << name << " goes on after the last sentence: " << line;
  }
}

TEST_F(Conformance, SameSeedSamePredictions) {
  EXPECT_EQ(run(request()).predictions, baseline().predictions);
}

TEST_F(Conformance, SeedsMatterWhereThePlanSaysSo) {
  const sdk::Json one = plan(request(1)).stages;
  const sdk::Json other = plan(request(2)).stages;
  const auto& first = baseline();
  const auto second = run(request(2));
  // Stages without a seed are equal for all seeds, and so are their outputs; stages with one must
  // use it.
  if (one == other)
    EXPECT_EQ(first.outputs, second.outputs);
  else
    EXPECT_NE(first.predictions.begin()->second, second.predictions.begin()->second);
}

TEST_F(Conformance, IsBlindToTheTargetsLabels) {
  const auto& before = baseline();
  for (const char* split : {"test", "dev", "unlabelled"})
    xner::test::permute_labels(world_.path(std::string("data:target/bb/") + split));
  const auto after = run(request());
  EXPECT_EQ(before.predictions, after.predictions);
  EXPECT_EQ(before.outputs, after.outputs);
}

TEST_F(Conformance, LearnsFromTheSource) {
  const auto& before = baseline();
  xner::test::permute_labels(world_.path("data:source/train"));
  EXPECT_NE(before.predictions, run(request()).predictions);
}

TEST_F(Conformance, WritesNowhereElse) {
  const std::string inputs = xner::sha256_folder(world_.inputs());
  const xner::TemporaryFolder home;
  const fs::path here = fs::current_path();
  const std::string old_home = std::getenv("HOME") != nullptr ? std::getenv("HOME") : "";
  fs::current_path(home.path());
  ::setenv("HOME", home.path().c_str(), 1);
  std::vector<std::pair<fs::path, std::vector<std::string>>> folders;
  (void)world_.run(method_, request(),
                   [&](const flow::PlannedStage&, const sdk::StageRequest& one) {
                     folders.emplace_back(one.output_folder, one.outputs);
                   });
  fs::current_path(here);
  ::setenv("HOME", old_home.c_str(), 1);
  EXPECT_TRUE(fs::is_empty(home.path())) << "something was written to the home or working folder";
  EXPECT_EQ(xner::sha256_folder(world_.inputs()), inputs) << "an input was changed";
  for (const auto& [folder, outputs] : folders) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
      names.push_back(entry.path().filename());
    EXPECT_THAT(names, testing::UnorderedElementsAreArray(outputs))
        << "only declared outputs belong there";
  }
}

/// Folders of its own, so that the plan's own run of the stage is not disturbed.
sdk::StageRequest elsewhere(sdk::StageRequest request, const std::string& name) {
  request.output_folder += "-" + name;
  request.scratch_folder += "-" + name;
  return request;
}

TEST_F(Conformance, StopsPromptlyWhenAsked) {
  sdk::PlanRequest long_one = request();
  long_one.conditions["max_steps"] = 1'000'000;
  // Planned to be long, and run so only here: the first stage is stopped, and nothing after it is
  // run.
  const sdk::Plan planned = plan(long_one);
  const flow::PlannedStage first = world_.order(method_, long_one, planned).stages.at(0);
  const xner::TemporaryFolder room;
  std::stop_source stop;
  flow::StageSetting setting = SampleWorld::setting();
  setting.stop = stop.get_token();
  std::optional<std::chrono::steady_clock::time_point> asked;
  const auto outcome = run_stage_process(
      world_.stage_request(first, room.path()),
      {.wall_seconds = 120, .no_progress_seconds = 60, .grace_seconds = 60},
      [&](const sdk::Progress& progress) {
        if (progress.phase == "load" || asked) return;
        asked = std::chrono::steady_clock::now();
        stop.request_stop();
      },
      setting);
  ASSERT_TRUE(asked.has_value()) << first.spec.id << " showed no progress: " << outcome.message;
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - *asked).count();
  // A stage that was nearly done may end well; none may take long, or need SIGKILL.
  EXPECT_THAT(outcome.status, AnyOf(StageStatus::kCancelled, StageStatus::kOk)) << outcome.message;
  EXPECT_THAT(outcome.message, Not(HasSubstr("SIGTERM was not enough")));
  EXPECT_LT(seconds, 20);
}

std::string digest_of(const fs::path& output) {
  return fs::is_directory(output) ? xner::sha256_folder(output) : xner::sha256_file(output);
}

TEST_F(Conformance, AStageThatWasKilledGoesOnToTheSameBytes) {
  std::map<std::string, std::string> gone_on;  // as PlanRun::outputs
  const auto undisturbed = world_.run(
      method_, request(), [&](const flow::PlannedStage& stage, const sdk::StageRequest& good) {
        sdk::StageRequest killed = elsewhere(good, "killed");
        killed.checkpoint_folder = killed.scratch_folder.string() + "-checkpoints";
        killed.checkpoint_seconds = 1e-9;  // after every step
        ::setenv("XNER_FAIL", "train.after_step:kill:3", 1);
        const auto first =
            run_stage_process(killed, {.wall_seconds = 120}, {}, SampleWorld::setting());
        ::unsetenv("XNER_FAIL");
        if (first.status == StageStatus::kOk) return;  // it has no loop of the SDK's
        EXPECT_EQ(first.status, StageStatus::kCrash) << first.message;
        EXPECT_FALSE(fs::is_empty(killed.checkpoint_folder));
        fs::remove_all(killed.output_folder);
        fs::remove_all(killed.scratch_folder);
        const auto second =
            run_stage_process(killed, {.wall_seconds = 120}, {}, SampleWorld::setting());
        ASSERT_EQ(second.status, StageStatus::kOk) << second.message;
        EXPECT_EQ(second.result.facts.value("resumed_from_step", 0), 2);
        for (const std::string& output : killed.outputs)
          gone_on[stage.spec.id + "/" + output] = digest_of(killed.output_folder / output);
      });
  for (const auto& [name, digest] : gone_on)
    EXPECT_EQ(undisturbed.outputs.at(name), digest) << name;
}

TEST_F(Conformance, EmptyOrMissingInputsAreErrorsOrNothingButNeverACrash) {
  const xner::TemporaryFolder folder;
  (void)world_.run(
      method_, request(), [&](const flow::PlannedStage& stage, const sdk::StageRequest& good) {
        for (const auto& [name, path] : good.inputs) {
          SCOPED_TRACE("input " + name + " of stage " + stage.spec.id);
          sdk::StageRequest missing = elsewhere(good, "missing");
          missing.inputs[name] = folder.path() / "absent";
          const auto lost =
              run_stage_process(missing, {.wall_seconds = 120}, {}, SampleWorld::setting());
          EXPECT_EQ(status_name(lost.status), "exception") << lost.message;
          EXPECT_THAT(lost.message, HasSubstr((folder.path() / "absent").string()));

          sdk::StageRequest empty = elsewhere(good, "empty");
          empty.inputs[name] = folder.path() / (fs::is_directory(path) ? "folder" : "file");
          fs::create_directories(folder.path() / "folder");
          xner::write_file(folder.path() / "file", "");
          const auto nothing =
              run_stage_process(empty, {.wall_seconds = 120}, {}, SampleWorld::setting());
          EXPECT_THAT(status_name(nothing.status), AnyOf(Eq("exception"), Eq("ok")))
              << nothing.message;
          EXPECT_EQ(nothing.message.empty(), nothing.status == StageStatus::kOk);
        }
      });
}

TEST_F(Conformance, ACorpusWithoutSentencesIsAnErrorOrNothing) {
  const xner::data::LabelledCorpus none{
      .text = {.name = "sample/aa/train", .language = "aa", .sentences = {}},
      .label_set = xner::data::LabelSet({"LOC", "PER"}),
      .labels = {}};
  for (const char* from : {"data:source/train", "data:target/bb/test"}) {
    SampleWorld world;
    xner::write_file(world.path(from), to_canonical(none));
    const PlanRun result = world.run(method_, request());
    for (const auto& [stage, outcome] : result.outcomes)
      EXPECT_THAT(status_name(outcome.status), AnyOf(Eq("exception"), Eq("ok")))
          << stage << ": " << outcome.message;
  }
}

TEST_F(Conformance, RefusesAStageThatItDoesNotKnow) {
  sdk::StageRequest odd;
  const xner::TemporaryFolder room;
  odd.key = std::string(64, '0');
  odd.plugin = plugin_;
  odd.method = method_;
  odd.type = "no_such_stage";
  odd.parameters = sdk::Json::object();
  odd.output_folder = room.path() / "output";
  odd.scratch_folder = room.path() / "scratch";
  const auto outcome = run_stage_process(odd, {.wall_seconds = 120}, {}, SampleWorld::setting());
  EXPECT_EQ(status_name(outcome.status), "exception");
  EXPECT_THAT(outcome.message, HasSubstr("no_such_stage"));
}

}  // namespace
