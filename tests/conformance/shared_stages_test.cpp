// What methods share: teacher_student's teacher is wu_dredze's own training, by key; and what its
// parameters mean for the other stages of its plan.
#include <algorithm>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/data/corpus.hpp"
#include "tests/conformance/sample_world.hpp"
#include "tests/support/plugin_files.hpp"

namespace {

namespace flow = xner::flow;
namespace sdk = xner::sdk;
using sdk::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using xner::test::SampleWorld;

class SharedStages : public testing::Test {
 protected:
  static sdk::PlanRequest request(const std::string& method, const Json& parameters = {}) {
    const auto description =
        flow::describe_plugin(xner::test::plugin_file(method), SampleWorld::setting());
    sdk::PlanRequest wanted = SampleWorld::request(description);
    wanted.targets = {"bb", "cc"};
    wanted.seeds = {1, 2};
    if (!parameters.is_null()) wanted.parameters.update(parameters);
    return wanted;
  }
  static sdk::Plan plan(const std::string& method, const sdk::PlanRequest& request) {
    return flow::plan_with_plugin(xner::test::plugin_file(method), request, SampleWorld::setting());
  }
  static sdk::Plan students(const Json& parameters = {}) {
    return plan("teacher_student", request("teacher_student", parameters));
  }
  /// One experiment of both methods under the same conditions.
  static flow::ExperimentPlan together(const std::vector<std::string>& selectors,
                                       const Json& own = {}, const Json& of_teacher = {}) {
    sdk::PlanRequest wu_dredze = request("wu_dredze", own);
    sdk::PlanRequest student = request("teacher_student", of_teacher);
    wu_dredze.selectors = student.selectors = selectors;
    const std::vector<flow::MethodPlan> methods{
        {"wu_dredze", wu_dredze.conditions, "cpu", plan("wu_dredze", wu_dredze)},
        {"teacher_student", student.conditions, "cpu", plan("teacher_student", student)}};
    const std::vector<std::filesystem::path> folders{xner::test::build_folder() / "lib" / "xner" /
                                                     "plugins"};
    const auto plugins = sdk::find_plugins(folders);
    return flow::build_plan(
        methods, {wu_dredze.targets, wu_dredze.seeds, selectors}, {"sdk", "capability"},
        [&](const std::string& name) -> const sdk::PluginFile& {
          return sdk::plugin_of(plugins, name);
        },
        [](const std::string& from) { return "digest of " + from; });
  }
  /// Methods that asked for the stages of a type first.
  static std::vector<std::string> askers(const flow::ExperimentPlan& plan,
                                         const std::string& type) {
    std::vector<std::string> found;
    for (const auto& stage : plan.stages)
      if (stage.spec.type == type) found.push_back(stage.asker);
    return found;
  }
  static std::vector<sdk::StageSpec> of_type(const sdk::Plan& plan, const std::string& type) {
    std::vector<sdk::StageSpec> found;
    std::copy_if(plan.stages.begin(), plan.stages.end(), std::back_inserter(found),
                 [&](const auto& stage) { return stage.type == type; });
    return found;
  }
  static std::string refusal(const Json& parameters) {
    try {
      (void)students(parameters);
    } catch (const xner::Error& error) {
      return error.what();
    }
    return "no error";
  }
};

TEST_F(SharedStages, TheTeacherIsTheTrainingOfWuDredze) {
  const std::vector<std::vector<std::string>> choices{
      {"last"}, {"best_source_dev", "last"}, {"last", "best_source_dev", "target_dev"}};
  for (const auto& selectors : choices) {
    SCOPED_TRACE(testing::PrintToString(selectors));
    const auto both = together(selectors);
    // A training a seed, all of them asked for by wu_dredze first: teacher_student adds none.
    EXPECT_THAT(askers(both, "train"), ElementsAre("wu_dredze", "wu_dredze"));
    EXPECT_THAT(askers(both, "annotate"), SizeIs(4));
    EXPECT_THAT(askers(both, "distil"), SizeIs(4));
  }
}

TEST_F(SharedStages, EqualParametersOfTheTeacherAreOneTrainingOthersTwo) {
  const Json frozen{{"freeze_bottom", 1}}, same{{"teacher_freeze_bottom", 1}};
  EXPECT_THAT(askers(together({"last"}, frozen, same), "train"), SizeIs(2));
  EXPECT_THAT(askers(together({"last"}, frozen), "train"), SizeIs(4));
}

TEST_F(SharedStages, OneStudentATargetAndSeed) {
  const sdk::Plan planned = students();
  EXPECT_THAT(of_type(planned, "train"), SizeIs(2));
  EXPECT_THAT(of_type(planned, "annotate"), SizeIs(4));
  EXPECT_THAT(of_type(planned, "distil"), SizeIs(4));
  EXPECT_THAT(planned.predictions, SizeIs(4));
  EXPECT_TRUE(planned.departures.empty()) << planned.departures;
  for (const auto& stage : of_type(planned, "predict")) EXPECT_EQ(stage.method, "wu_dredze");
}

TEST_F(SharedStages, SeveralTeachersAreSharedByAllStudents) {
  const sdk::Plan planned = students({{"teachers", {7, 8, 9}}, {"teacher_weights", {2, 1, 1}}});
  EXPECT_THAT(of_type(planned, "train"), SizeIs(3));
  EXPECT_THAT(of_type(planned, "annotate"), SizeIs(6));
  const auto student = of_type(planned, "distil").at(0);
  EXPECT_EQ(student.parameters["teacher_weights"], Json({0.5, 0.25, 0.25}));
  EXPECT_EQ(students({{"teachers", {7, 8}}, {"teacher_weights", {2, 6}}}).stages.back().parameters,
            students({{"teachers", {7, 8}}, {"teacher_weights", {1, 3}}}).stages.back().parameters);
}

TEST_F(SharedStages, TheProfileIsOfTheStudentAloneAndDeclared) {
  const sdk::Plan native = students({{"profile", "wu2020_native"}});
  const auto student = of_type(native, "distil").at(0).parameters;
  EXPECT_EQ(student["learning_rate"], 1e-4);
  EXPECT_EQ(student["num_train_epochs"], 3.0);
  EXPECT_EQ(student["train_batch_size"], 32);
  EXPECT_EQ(student["warmup_ratio"], 0.1);
  EXPECT_EQ(student["weight_decay"], 0.01);
  EXPECT_EQ(student["freeze_bottom"], 3);
  EXPECT_EQ(native.departures["student_learning_rate"], Json({2e-3, 1e-4}));
  EXPECT_EQ(native.departures["student_freeze_bottom"], Json({-1, 3}));
  EXPECT_FALSE(native.departures.contains("student_num_train_epochs"));  // as the conditions say
  EXPECT_EQ(Json(of_type(native, "train")), Json(of_type(students(), "train")));
  EXPECT_EQ(Json(of_type(native, "annotate")), Json(of_type(students(), "annotate")));

  const sdk::Plan mixed = students({{"profile", "wu2020_native"}, {"student_learning_rate", 3e-4}});
  EXPECT_EQ(of_type(mixed, "distil").at(0).parameters["learning_rate"], 3e-4);
}

TEST_F(SharedStages, ParametersThatContradictEachOtherAreRefused) {
  EXPECT_THAT(refusal({{"temperature", 2.0}}), HasSubstr("loss = \"kl\" has a temperature"));
  EXPECT_THAT(refusal({{"teachers", {1, 1}}}), HasSubstr("expected different seeds"));
  EXPECT_THAT(refusal({{"teachers", {1, -2}}}), HasSubstr("found -2"));
  EXPECT_THAT(refusal({{"teachers", {"a"}}}), HasSubstr("whole numbers"));
  EXPECT_THAT(refusal({{"teachers", {1, 2}}, {"teacher_weights", {1}}}),
              HasSubstr("as many teacher_weights as teachers (2), found 1"));
  EXPECT_THAT(refusal({{"teacher_weights", {1}}}), HasSubstr("(0), found 1"));
  EXPECT_THAT(refusal({{"teachers", {1, 2}}, {"teacher_weights", {0, 0}}}), HasSubstr("above 0"));
  EXPECT_THAT(refusal({{"teachers", {1, 2}}, {"teacher_weights", {2, -1}}}), HasSubstr("found -1"));
  sdk::PlanRequest oracle = request("teacher_student");
  oracle.selectors = {"target_dev"};
  EXPECT_THROW((void)plan("teacher_student", oracle), xner::Error);
}

/// The student of the sample, with everything that the losses offer.
TEST_F(SharedStages, EveryLossTrainsAStudent) {
  SampleWorld world;
  std::vector<std::string> histories;
  for (const Json& parameters :
       {Json{{"loss", "mse"}, {"hard_label_weight", 0.5}},
        Json{{"loss", "kl"}, {"temperature", 2.0}},
        Json{{"loss", "kl"}, {"teachers", {3, 4}}, {"teacher_weights", {1, 2}}}}) {
    sdk::PlanRequest wanted = request("teacher_student", parameters);
    wanted.targets = {"bb"};
    wanted.seeds = {1};
    wanted.selectors = {"last", "best_source_dev"};
    const auto run = world.run("teacher_student", wanted);
    for (const auto& [stage, outcome] : run.outcomes)
      ASSERT_EQ(outcome.status, flow::StageStatus::kOk) << stage << ": " << outcome.message;
    const Json facts = run.outcomes.at("distil-bb-seed-1").result.facts;
    const auto text = xner::data::read_text_corpus(world.path("data:target/bb/unlabelled"));
    EXPECT_EQ(facts["train_words"], text.word_count());
    EXPECT_EQ(facts["distilled_words"].get<int>() + facts["dropped_words"].get<int>(),
              static_cast<int>(text.word_count()));
    EXPECT_EQ(facts["dropped_words"], facts["train_words_without_piece"]);
    EXPECT_GT(facts["best_step"], 0);
    histories.push_back(run.outputs.at("distil-bb-seed-1/history.tsv"));
  }
  EXPECT_NE(histories[0], histories[1]);
  EXPECT_NE(histories[1], histories[2]);
}

}  // namespace
