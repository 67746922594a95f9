// See stage_outputs.hpp.
#include "harness/flow/stage_outputs.hpp"

#include <algorithm>
#include <system_error>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/sdk/json_fields.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

constexpr const char* kOutputs = "outputs";
constexpr const char* kLog = "log.txt";

std::string stored(const std::string& output) { return std::string(kOutputs) + "/" + output; }

}  // namespace

fs::path output_folder(const fs::path& room) { return room / kPublishedFolder / kOutputs; }
fs::path log_file(const fs::path& room) { return room / kPublishedFolder / kLog; }

bool StageOutputs::holds(const std::string& key, const std::set<std::string>& outputs) const {
  const auto action = store_->find(key);
  return action && std::ranges::all_of(outputs, [&](const std::string& output) {
           return store_->holds(*action, stored(output));
         });
}

std::optional<StageRecord> StageOutputs::recall(const std::string& key,
                                                const std::set<std::string>& outputs) const {
  const auto action = store_->find(key);
  if (!action) return std::nullopt;
  const fs::path published = room(key) / kPublishedFolder;
  make_folders(published / kOutputs);
  for (const auto& output : outputs) {
    const fs::path place = published / kOutputs / output;
    if (fs::exists(place) || store_->fetch(*action, stored(output), published)) continue;
    remove_tree(place);  // a part of it is none of it
    return std::nullopt;
  }
  if (!fs::exists(published / kLog)) static_cast<void>(store_->fetch(*action, kLog, published));
  StageRecord record;
  record.ok = record.recalled = true;
  record.outcome = outcome_from_json(action->facts.at("outcome"));
  record.output_folder = output_folder(room(key));
  record.log_file = log_file(room(key));
  return record;
}

void StageOutputs::publish(const PlannedStage& stage, StageRecord& record) const {
  const fs::path published = room(stage.key) / kPublishedFolder;
  const auto publication = store_->publish(stage.key, published,
                                           {{"method", stage.spec.method},
                                            {"type", stage.spec.type},
                                            {"stage", stage.spec.id},
                                            {"outcome", outcome_to_json(record.outcome)}},
                                           {kLog});  // times and hosts are no results
  if (publication != store::Publication::kDisputed) return;
  record.disputed = true;
  const std::set<std::string> outputs(stage.spec.outputs.begin(), stage.spec.outputs.end());
  if (!holds(stage.key, outputs)) return;
  remove_tree(published);
  if (auto earlier = recall(stage.key, outputs)) record.outcome = std::move(earlier->outcome);
}

std::string StageOutputs::drop(
    const std::vector<std::pair<std::string, std::string>>& outputs) const {
  std::vector<store::Dropping> droppings;
  for (const auto& [key, output] : outputs) {
    std::error_code ignored;
    fs::remove_all(output_folder(room(key)) / output, ignored);
    if (auto action = store_->find(key)) droppings.push_back({std::move(*action), stored(output)});
  }
  return store_->drop(droppings);
}

Json outcome_to_json(const StageOutcome& outcome) {
  return {{"result", sdk::to_json(outcome.result)},   {"started", outcome.started},
          {"wall_seconds", outcome.wall_seconds},     {"user_seconds", outcome.user_seconds},
          {"system_seconds", outcome.system_seconds}, {"peak_memory", outcome.peak_memory}};
}

StageOutcome outcome_from_json(const Json& json) {
  const sdk::JsonFields fields(json, "stage outcome", ErrorKind::kData);
  StageOutcome outcome;
  outcome.status = StageStatus::kOk;
  outcome.result = sdk::stage_result_from_json(fields.object("result"));
  outcome.started = fields.text("started");
  outcome.wall_seconds = fields.number("wall_seconds");
  outcome.user_seconds = fields.number("user_seconds");
  outcome.system_seconds = fields.number("system_seconds");
  outcome.peak_memory = fields.integer("peak_memory");
  return outcome;
}

StageNeeds stage_needs(
    const ExperimentPlan& plan,
    const std::function<bool(const std::string&, const std::set<std::string>&)>& holds) {
  StageNeeds needs;
  for (const auto& run : plan.runs)
    for (const auto& prediction : run.predictions)
      needs[prediction.stage].outputs.insert(prediction.output);
  // Consumers first: only if one runs does it need what it reads.
  for (auto stage = plan.stages.rbegin(); stage != plan.stages.rend(); ++stage) {
    StageNeed& need = needs[stage->key];
    for (const char* kept : {record::kHistoryFile, record::kQualityFile})
      if (std::ranges::find(stage->spec.outputs, kept) != stage->spec.outputs.end())
        need.outputs.insert(kept);
    need.runs = !holds(stage->key, need.outputs);
    if (!need.runs) continue;
    std::set<std::string> producers;
    for (const auto& [name, input] : stage->inputs) {
      if (input.producer.empty()) continue;
      needs[input.producer].outputs.insert(input.output);
      producers.insert(input.producer);
    }
    for (const auto& producer : producers) ++needs[producer].consumers;
  }
  return needs;
}

}  // namespace xner::flow
