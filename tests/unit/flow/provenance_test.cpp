// What a run folder says about the stages behind it; and the steps that a plan expects.
#include "harness/flow/provenance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"

namespace xner::flow {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

PlannedStage stage_of(const std::string& id, char key, Json parameters = Json::object()) {
  PlannedStage stage;
  stage.key = std::string(64, key);
  stage.spec = {id, "m", "train", std::move(parameters), {}, {"history.tsv"}};
  stage.inputs["train"] = {"data:source/train", "digest", "", ""};
  return stage;
}

class Behind : public ::testing::Test {
 protected:
  Behind() {
    plan_.stages = {stage_of("first", '1'), stage_of("second", '2')};
    plan_.stages[1].inputs["model"] = {"", "", plan_.stages[0].key, "model-last"};
    run_.stages = {0, 1};
    for (const auto& stage : plan_.stages) {
      StageRecord& record = stages_[stage.key];
      record.ok = true;
      record.outcome.status = StageStatus::kOk;
      record.outcome.wall_seconds = 2;
      record.output_folder = folder_.path() / stage.spec.id;
      record.log_file = folder_.path() / (stage.spec.id + ".log");
      write_file(record.output_folder / "history.tsv", stage.spec.id);
      write_file(record.log_file, "log of " + stage.spec.id);
    }
  }
  TemporaryFolder folder_;
  ExperimentPlan plan_;
  PlannedRun run_;
  StageRecords stages_;
};

TEST_F(Behind, TheLastTrainingsHistoryHasThePlainName) {
  copy_histories(plan_, run_, stages_, folder_.path() / "run");
  EXPECT_EQ(read_file(folder_.path() / "run" / "history.tsv"), "second");
  EXPECT_EQ(read_file(folder_.path() / "run" / "history-111111111111.tsv"), "first");
}

TEST_F(Behind, TheQualityOfTranslationsIsKept) {
  write_file(stages_.at(plan_.stages[0].key).output_folder / "quality.json", "{}");
  copy_histories(plan_, run_, stages_, folder_.path() / "run");
  EXPECT_EQ(read_file(folder_.path() / "run" / "quality.json"), "{}");
}

TEST_F(Behind, LogsAreJoinedUnderTheirNames) {
  const std::string logs = joined_logs(plan_, run_, stages_);
  EXPECT_EQ(logs,
            "== stage first (111111111111): ok\nlog of first\n== stage second (222222222222): "
            "ok\nlog of second\n");
  stages_.at(plan_.stages[1].key) = StageRecord{};  // never started
  EXPECT_THAT(joined_logs(plan_, run_, stages_), ::testing::Not(HasSubstr("second")));
}

TEST_F(Behind, MeasurementsNameStagesAndKinds) {
  auto& usage = stages_.at(plan_.stages[0].key).outcome.result.usage;
  usage.train_steps = 10;
  usage.train_seconds = 1;
  stages_.at(plan_.stages[1].key).outcome.result.usage.predict_sentences = 5;
  std::vector<std::string> names;
  for (const auto& row : stage_measurements(plan_, run_, stages_)) names.push_back(row.name);
  EXPECT_THAT(names, ElementsAre("train/first", "stage/first", "predict/second", "stage/second"));
}

TEST_F(Behind, TheStepOfTheBestModelComesFromItsTraining) {
  stages_.at(plan_.stages[0].key).outcome.result.facts = {{"best_step", 120}};
  PlannedPrediction prediction{"best_source_dev", "test", plan_.stages[1].key, "predictions.txt"};
  EXPECT_EQ(trained_step(plan_, prediction, stages_), 120);
  prediction.selector = "last";
  EXPECT_EQ(trained_step(plan_, prediction, stages_), std::nullopt);
}

TEST_F(Behind, SourceDevF1IsThatOfTheCheckpoint) {
  const fs::path history = stages_.at(plan_.stages[0].key).output_folder / "history.tsv";
  fs::remove(stages_.at(plan_.stages[1].key).output_folder / "history.tsv");
  write_file(history,
             "step\tloss\tdev_f1\n1\t0.5\t\n2\t0.4\t0.750000\n3\t0.3\t\n4\t0.2\t0.500000\n");
  const auto f1 = [&](const char* selector, std::optional<std::int64_t> step) {
    return source_dev_f1(plan_, {selector, "test", plan_.stages[1].key, "p"}, step, stages_);
  };
  EXPECT_EQ(f1("last", std::nullopt), 0.5);
  EXPECT_EQ(f1("best_source_dev", 2), 0.75);
  EXPECT_EQ(f1("target_dev", 4), 0.5);
  EXPECT_EQ(f1("best_source_dev", 3), std::nullopt);
  EXPECT_EQ(f1("best_source_dev", std::nullopt), std::nullopt);
  for (const char* text : {"", "step\tdev_f1\n4\tmuch\n", "step\n4\n", "step\tdev_f1\n4\n",
                           "step\tdev_f1\n4\tinf\n"}) {
    write_file(history, text);
    EXPECT_EQ(f1("last", std::nullopt), std::nullopt) << text;
  }
  // The nearest training's: the second stage has one of its own again.
  write_file(stages_.at(plan_.stages[1].key).output_folder / "history.tsv",
             "step\tdev_f1\n9\t0.25\n");
  EXPECT_EQ(f1("last", std::nullopt), 0.25);
}

TEST(WholeFact, TakesNothingForGranted) {
  EXPECT_EQ(whole_fact({{"a", 3}}, "a"), 3);
  for (const Json& facts :
       {Json(), Json(3), Json::array(), Json({{"a", "3"}}), Json({{"a", 0.5}}), Json({{"b", 1}})})
    EXPECT_EQ(whole_fact(facts, "a"), std::nullopt) << facts.dump();
}

TEST(OneRun, IsTheExperimentCutDown) {
  config::Experiment experiment;
  experiment.methods = {"a", "b"};
  experiment.method_tables = {{"a", {}}, {"b", {}}};
  experiment.seeds = {1, 2};
  experiment.targets.resize(2);
  experiment.targets[1].name = "de";
  PlannedRun run;
  run.method = "b";
  run.target = "de";
  run.seed = 2;
  MethodSetting setting;
  setting.common = {{"learning_rate", 1e-5}, {"max_steps", 3}};
  setting.own = {{"alpha", 2}, {"layers", {0, 1}}, {"max_steps", 4}};
  setting.variant.of_training = {{"learning_rate", 1e-5}};
  setting.variant.of_method = {{"layers", {0, 1}}};
  setting.variant.source.size = 500;
  experiment.source.sizes = {500, 1000};
  const auto one = experiment_of(experiment, setting, run);
  EXPECT_EQ(one.training.values, Json::parse(R"({"learning_rate": [1e-5], "max_steps": 3})"));
  EXPECT_EQ(one.method_tables.at("b").values,
            Json::parse(R"({"alpha": 2, "layers": [[0, 1]], "max_steps": 4})"));
  EXPECT_EQ(one.source.size, 500);
  EXPECT_TRUE(one.source.sizes.empty());
  EXPECT_THAT(one.methods, ElementsAre("b"));
  EXPECT_THAT(one.seeds, ElementsAre(2U));
  ASSERT_EQ(one.targets.size(), 1U);
  EXPECT_EQ(one.targets[0].name, "de");
}

TEST(EstimatedSteps, FollowEpochsOrSteps) {
  const auto steps = [](const Json& parameters) {
    return estimated_steps(stage_of("s", '1', parameters), 100);
  };
  EXPECT_EQ(steps({{"train_batch_size", 32}, {"num_train_epochs", 3.0}}), 12);
  EXPECT_EQ(steps({{"train_batch_size", 32}, {"num_train_epochs", 0.5}}), 2);
  EXPECT_EQ(steps({{"train_batch_size", 32}, {"max_steps", 7}, {"num_train_epochs", 3.0}}), 7);
  EXPECT_EQ(steps({{"train_batch_size", "many"}}), 0);
  EXPECT_EQ(steps(Json::array()), 0);
}

/// A source of 100 sentences, 90 of them translated already; "made" reads both, "live" the source.
TEST(TrainingUnits, CountWhatBatchesAreMadeOf) {
  ExperimentPlan plan;
  PlannedStage made = stage_of("made", '1', Json::object()),
               live = stage_of("live", '2', Json::object());
  made.inputs = {{"source", {"data:source/train", "", "", ""}},
                 {"translations", {"data:translations/de/train", "", "", ""}}};
  live.inputs = {{"source", {"data:source/train", "", "", ""}}};
  plan.stages = {made, live};
  const auto units = [&](const std::map<std::string, std::string>& inputs, const Json& parameters) {
    PlannedStage train = stage_of("train", '3', parameters);
    train.inputs.clear();
    for (const auto& [name, from] : inputs)
      train.inputs[name] = from == "made"   ? PlannedInput{"", "", made.key, "train.jsonl"}
                           : from == "live" ? PlannedInput{"", "", live.key, "train.jsonl"}
                                            : PlannedInput{from, "digest", "", ""};
    return training_units(plan, train, [](const PlannedInput& input) {
      return input.from == "data:source/train" ? std::size_t{100} : std::size_t{90};
    });
  };
  const Json joined{{"entrans_batch", "shuffled_union"}};
  EXPECT_EQ(units({{"train", "data:source/train"}}, joined), 100U);
  EXPECT_EQ(units({{"train", "data:target/de/unlabelled"}}, {}), 90U);
  const std::map<std::string, std::string> both{{"train", "data:source/train"},
                                                {"translations", "made"}};
  EXPECT_EQ(units(both, {{"entrans_batch", "pairs"}}), 100U);
  EXPECT_EQ(units(both, {{"entrans_batch", "pairs"}, {"pairs_missing", "drop"}}), 90U);
  EXPECT_EQ(units(both, joined), 190U);
  EXPECT_EQ(units({{"train", "data:source/train"}, {"translations", "live"}}, joined), 200U);
  EXPECT_EQ(units({{"train", "made"}}, {}), 90U);
  EXPECT_EQ(units({{"train", "live"}}, {}), 100U);
  EXPECT_EQ(units({{"model", "live"}}, {}), 0U);
}

}  // namespace
}  // namespace xner::flow
