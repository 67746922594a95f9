// Stages with a worker that only pretends: a plan of four, and what a test asks of its execution.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "harness/flow/execute.hpp"
#include "harness/store/claim.hpp"

namespace xner::flow {

namespace fs = std::filesystem;

/// train -> {predict-a, predict-b}; other is on its own. A key is a letter, repeated.
inline ExperimentPlan plan_of(const std::string& train_does,
                              const std::string& predict_a_does = "ok") {
  const auto make = [](char key, const char* id, const std::string& does,
                       std::vector<std::string> outputs) {
    PlannedStage stage;
    stage.key = std::string(64, key);
    stage.spec = {id, "fake", "fake", {{"fake", does}, {"text", "O\n"}}, {}, std::move(outputs)};
    return stage;
  };
  ExperimentPlan plan;
  plan.stages.push_back(make('1', "train", train_does, {"model-last", "history.tsv"}));
  plan.stages.push_back(make('2', "predict-a", predict_a_does, {"predictions.txt"}));
  plan.stages.push_back(make('3', "predict-b", "ok", {"predictions.txt"}));
  plan.stages.push_back(make('4', "other", "ok", {"model-last"}));
  for (const std::size_t i : {1U, 2U})
    plan.stages[i].inputs["model"] = {"", "", plan.stages[0].key, "model-last"};
  plan.stages[0].inputs["train"] = {"data:source/train", "digest", "", ""};
  return plan;
}

/// The predictions and the model of other are results.
inline ExperimentPlan with_results(ExperimentPlan plan) {
  PlannedRun result;
  result.predictions = {{"last", "test", plan.stages[1].key, "predictions.txt"},
                        {"last", "test", plan.stages[2].key, "predictions.txt"},
                        {"last", "test", plan.stages[3].key, "model-last"}};
  plan.runs.push_back(result);
  return plan;
}

class Execution : public ::testing::Test {
 protected:
  Execution() { options_.worker = fs::path(std::getenv("XNER_BUILD")) / "tests" / "fake_worker"; }
  /// As another process would: with rooms of its own, on the same store.
  StageRecords run(const ExperimentPlan& plan) {
    const StageOutputs outputs(rooms(++executions_), store_);
    return execute(
        plan, outputs, [](const PlannedInput&) { return fs::path("/dev/null"); }, options_,
        listener_);
  }
  [[nodiscard]] fs::path rooms(int execution) const {
    return folder_.path() / std::to_string(execution);
  }
  [[nodiscard]] fs::path starts() const { return folder_.path() / "starts"; }
  /// Every stage notes its starts.
  ExperimentPlan noted(ExperimentPlan plan) const {
    for (auto& stage : plan.stages) stage.spec.parameters["starts"] = starts().string();
    return plan;
  }
  /// What ran, and how often, by key.
  [[nodiscard]] std::string started() const {
    std::string keys = fs::exists(starts()) ? read_file(starts()) : "";
    std::erase(keys, '\n');
    std::ranges::sort(keys);
    return keys;
  }
  [[nodiscard]] std::size_t quarantined() const {
    return static_cast<std::size_t>(
        std::distance(fs::recursive_directory_iterator(store_.root() / "quarantine"), {}));
  }
  /// As a disk does: another first byte in every object that starts like this.
  void damage(const std::string& start) const {
    for (const auto& entry : fs::recursive_directory_iterator(store_.root() / "objects")) {
      if (!entry.is_regular_file() || !read_file(entry.path()).starts_with(start)) continue;
      fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
      std::ofstream(entry.path(), std::ios::in) << 'X';
    }
  }
  /// As another process does that finds this one's lease over: it stopped for hours.
  [[nodiscard]] std::optional<store::Claim> take_over(char letter) const {
    const fs::path file = store_.root() / "claims" / key(letter);
    fs::last_write_time(file, fs::last_write_time(file) - std::chrono::hours(5));
    return store::claim(store_, key(letter));
  }
  /// What a stage's process leaves, published for it by another one.
  void publish(char letter, const std::string& labels) const {
    const fs::path folder = folder_.path() / "theirs";
    write_file(folder / "outputs" / "predictions.txt", labels);
    StageOutcome outcome;
    outcome.result.ok = true;
    outcome.result.facts = outcome.result.environment = Json::object();
    static_cast<void>(store_.publish(key(letter), folder, {{"outcome", outcome_to_json(outcome)}}));
  }
  static std::string key(char letter) { return std::string(64, letter); }

  TemporaryFolder folder_;
  store::Store store_{folder_.path() / "store"};
  ExecuteOptions options_;
  StageListener listener_;
  int executions_ = 0;
};

}  // namespace xner::flow
