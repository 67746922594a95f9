// plugins/agreement, a variation of three methods: what it adds to an experiment of those, and that
// the words that it leaves out take no part in the student.
#include <algorithm>

#include <gmock/gmock.h>

#include "tests/conformance/sample_world.hpp"
#include "tests/conformance/table_rows.hpp"

namespace {

namespace sdk = xner::sdk;
using testing::ElementsAre;
using xner::test::plan_of;
using xner::test::request_of;
using xner::test::Row;
using xner::test::SampleWorld;
using xner::test::stages_of;

const Row kAgreement{"agreement"};
const std::vector<Row> kVaried{{"wu_dredze"}, {"mulda"}, {"teacher_student"}};

/// Numbers of stages, by type.
std::vector<std::size_t> counts(const std::vector<Row>& rows) {
  const auto plan = plan_of(rows);
  return {stages_of(plan, {"translate"}), stages_of(plan, {"train"}), stages_of(plan, {"annotate"}),
          stages_of(plan, {"agree"}), stages_of(plan, {"distil"})};
}

// Two targets, one seed.
TEST(Variation, AddsToTheMethodsThatItVariesWhatIsItsOwn) {
  EXPECT_THAT(counts(kVaried), ElementsAre(2, 3, 2, 0, 2));  // trainings: En, two of En+Trans
  std::vector<Row> with = kVaried;
  with.push_back(kAgreement);
  EXPECT_THAT(counts(with), ElementsAre(2, 3, 4, 2, 4));  // what En+Trans says, a choice, a student
  EXPECT_THAT(counts({kAgreement}), ElementsAre(2, 3, 4, 2, 2));
  with.push_back({"agreement", {{"confidence", 0.8}}});  // the same teachers, another choice
  EXPECT_THAT(counts(with), ElementsAre(2, 3, 4, 4, 6));
}

TEST(Variation, HandsItsParametersToTheStagesThatTheyAreOf) {
  const sdk::Json strict{{"translate_maximum_ratio", 2.0}};
  EXPECT_THAT(counts({{"mulda", strict}, {"agreement", strict}}), ElementsAre(2, 3, 4, 2, 2));
  EXPECT_THAT(counts({{"mulda"}, {"agreement", strict}}), ElementsAre(4, 5, 4, 2, 2));
  // Half of the loss is hard labels by default, none of teacher_student's.
  const auto stages = plan_of("agreement", request_of(kAgreement)).stages;
  const auto student = std::find_if(stages.begin(), stages.end(),
                                    [](const auto& stage) { return stage.type == "distil"; });
  EXPECT_EQ(student->parameters["hard_label_weight"], 0.5);
}

TEST(Variation, TheStudentLearnsTheWordsAgreedOn) {
  SampleWorld world;
  sdk::PlanRequest request = request_of({"agreement", {{"confidence", 0.4}}});
  request.targets = {"bb"};
  const auto run = world.run("agreement", request);
  const auto facts = [&](const std::string& stage) { return run.outcomes.at(stage).result.facts; };
  ASSERT_TRUE(run.outcomes.contains("distil-bb-seed-1"));
  const auto words = facts("agree-bb-seed-1")["words"].get<int>();
  const auto agreed = facts("agree-bb-seed-1")["agreed_words"].get<int>();
  EXPECT_GT(agreed, 0);
  EXPECT_LT(agreed, words);
  EXPECT_EQ(facts("distil-bb-seed-1")["distilled_words"], agreed);
}

// Another method's stage with one input changed: a training that starts from another's weights.
TEST(Variation, AStageIsAPlainValueThatItsOwnerRuns) {
  SampleWorld world;
  sdk::PlanRequest request = request_of({"wu_dredze"});
  request.targets = {"bb"};
  sdk::Plan plan = plan_of("wu_dredze", request);
  sdk::StageSpec again = plan.stages.at(0);
  again.id = "again-seed-1";
  for (sdk::StageInput& input : again.inputs)
    if (input.name == "encoder") input.from = "stage:train-seed-1/model-last";
  plan.stages.push_back(again);
  const auto run = world.run("wu_dredze", request, plan);
  const auto facts = [&](const std::string& stage) { return run.outcomes.at(stage).result.facts; };
  ASSERT_TRUE(run.outcomes.contains("again-seed-1"));
  EXPECT_EQ(run.outcomes.at("again-seed-1").status, xner::flow::StageStatus::kOk);
  EXPECT_EQ(facts("train-seed-1")["new_classifier"], true);
  EXPECT_EQ(facts("again-seed-1")["new_classifier"], false);
  EXPECT_NE(run.outputs.at("train-seed-1/history.tsv"), run.outputs.at("again-seed-1/history.tsv"));
}

}  // namespace
