// See provenance.hpp.
#include "harness/flow/provenance.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/unsynced_file.hpp"
#include "harness/flow/input_name.hpp"
#include "harness/record/environment.hpp"
#include "harness/record/numeric_class.hpp"
#include "harness/record/run_folder.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMaxLogBytes = std::size_t{32} << 20;

bool ran(const StageRecord& record) { return record.ok || record.outcome.wall_seconds > 0; }

record::StageUsage usage_of(const PlannedStage& stage, const StageRecord& record) {
  const StageOutcome& outcome = record.outcome;
  const sdk::Usage& usage = outcome.result.usage;
  record::StageUsage row;
  row.stage = stage.spec.id;
  row.wall_seconds = outcome.wall_seconds;
  row.cpu_seconds = outcome.user_seconds + outcome.system_seconds;
  row.load_seconds = usage.load_seconds;
  row.train_seconds = usage.train_seconds;
  row.predict_seconds = usage.predict_seconds;
  row.evaluate_seconds = usage.evaluate_seconds;
  row.train_cpu_seconds = usage.train_cpu_seconds;
  row.predict_cpu_seconds = usage.predict_cpu_seconds;
  row.train_steps = usage.train_steps;
  row.train_sentences = usage.train_sentences;
  row.train_words = usage.train_words;
  row.train_pieces = usage.train_pieces;
  row.predict_sentences = usage.predict_sentences;
  row.predict_words = usage.predict_words;
  row.predict_pieces = usage.predict_pieces;
  row.peak_memory = outcome.peak_memory;
  row.peak_device_memory = usage.peak_device_memory;
  return row;
}

Json stage_json(const PlannedStage& stage, const StageRecord& record) {
  return {{"id", stage.spec.id},
          {"key", stage.key},
          {"identity", stage.identity},
          {"status", record.failed_stage.empty() || record.failed_stage == stage.key
                         ? std::string(status_name(record.outcome.status))
                         : "not run"},
          {"started", record.outcome.started},
          {"wall_seconds", record.outcome.wall_seconds},
          {"cpu_seconds", record.outcome.user_seconds + record.outcome.system_seconds},
          {"peak_memory_bytes", record.outcome.peak_memory},
          {"peak_device_memory_bytes", record.outcome.result.usage.peak_device_memory},
          {"environment", record.outcome.result.environment},
          {"facts", record.outcome.result.facts}};
}

/// Whether the encoder is an input of the stage or, by `known`, of one that it builds on. The
/// others work on text.
bool reads_weights(const PlannedStage& stage, const std::set<std::string>& known) {
  return std::any_of(stage.inputs.begin(), stage.inputs.end(), [&](const auto& input) {
    return input.second.from == "encoder" || known.contains(input.second.producer);
  });
}

Json plugin_json(const sdk::PluginFile& plugin) {
  return {{"method", plugin.tag.method},
          {"version", plugin.tag.version},
          {"build_id", plugin.build_id},
          {"sha256", sha256_file(plugin.path)},
          {"compiler", plugin.tag.compiler},
          {"libtorch", plugin.tag.libtorch},
          {"sdk_declarations", plugin.tag.sdk_declarations},
          {"build_type", plugin.tag.build_type},
          {"xner", plugin.tag.xner}};
}

Json gpu_json(const Gpu& gpu) {
  Json json{{"name", gpu.name},
            {"compute_capability", fmt::format("{}.{}", gpu.major, gpu.minor)},
            {"uuid", gpu.uuid},
            {"memory_bytes", gpu.memory}};
  if (gpu.mig) json["mig"] = *gpu.mig;
  if (gpu.sm_clock_mhz) json["sm_clock_mhz"] = *gpu.sm_clock_mhz;
  if (gpu.power_limit_mw) json["power_limit_mw"] = *gpu.power_limit_mw;
  return json;
}

Json gpus_json(const Gpus& gpus) {
  Json list = Json::array();
  for (const auto& gpu : gpus.visible) list.push_back(gpu_json(gpu));
  return list;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find('\t', begin), line.size());
    cells.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return cells;
}

std::optional<double> number_in(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// dev_f1 of a step, or of the last row. A plugin wrote the file, so it may be anything.
std::optional<double> dev_f1_in(const fs::path& history, std::optional<std::int64_t> step) {
  std::istringstream text(read_file(history));
  std::string line;
  std::getline(text, line);
  const auto titles = cells_of(line);
  const auto column = [&](const char* title) {
    return static_cast<std::size_t>(std::find(titles.begin(), titles.end(), title) -
                                    titles.begin());
  };
  const std::size_t steps = column("step"), values = column("dev_f1");
  std::optional<double> found;
  while (std::getline(text, line)) {
    const auto cells = cells_of(line);
    if (steps >= cells.size() || values >= cells.size()) return std::nullopt;
    if (step && cells[steps] != std::to_string(*step)) continue;
    found = number_in(cells[values]);
  }
  return found;
}

/// history.tsv of the stage, or else of the nearest one that it builds on; "" if there is none.
fs::path nearest_history(const ExperimentPlan& plan, const std::string& key,
                         const StageRecords& stages) {
  std::vector<std::string> level{key};
  std::set<std::string> seen;
  while (!level.empty()) {
    std::vector<std::string> next;
    for (const auto& one : level) {
      fs::path file = stages.at(one).output_folder / record::kHistoryFile;
      if (fs::is_regular_file(file)) return file;
      for (const auto& [name, input] : plan.stage(one).inputs)
        if (!input.producer.empty() && seen.insert(input.producer).second)
          next.push_back(input.producer);
    }
    level = std::move(next);
  }
  return {};
}

}  // namespace

config::Experiment experiment_of(const config::Experiment& experiment, const MethodSetting& setting,
                                 const PlannedRun& run) {
  const Variant& variant = setting.variant;
  config::Experiment one = experiment;
  one.source = variant.source;
  one.training.values = setting.common;
  for (const auto& [name, value] : variant.of_training.items())
    one.training.values[name] = Json::array({value});
  one.methods = {run.method};
  one.method_tables = {{run.method, experiment.method_tables.at(run.method)}};
  Json& values = one.method_tables.at(run.method).values;
  values = setting.own;
  for (const auto& [name, value] : variant.of_method.items()) values[name] = Json::array({value});
  one.seeds = {run.seed};
  std::erase_if(one.targets, [&](const auto& target) { return target.name != run.target; });
  return one;
}

std::string resolved_digest(const Prepared& prepared, const PlannedRun& run) {
  return sha256(
      config::to_toml(experiment_of(prepared.experiment, prepared.methods.at(run.setting), run)));
}

Json gold_digests(const Prepared& prepared, const PlannedRun& run) {
  Materials& materials = *prepared.materials;
  Json digests{{"test", materials.gold_digest(run.target, "test")}};
  for (const auto& prediction : run.predictions)
    if (prediction.selector == "target_dev")
      digests["dev"] = materials.gold_digest(run.target, "dev");
  return digests;
}

CommonFacts common_facts(const Prepared& prepared) {
  CommonFacts common{record::collect_environment(), {}};
  for (const auto& method : prepared.methods)
    if (!common.plugins.contains(method.plugin.path))
      common.plugins[method.plugin.path] = plugin_json(method.plugin);
  return common;
}

Json run_environment(Prepared& prepared, const PlannedRun& run, const StageRecords& stages,
                     const CommonFacts& common) {
  Json environment = common.environment;
  Materials& materials = *prepared.materials;
  const MethodSetting& setting = prepared.methods.at(run.setting);
  environment["host"]["gpus"] = gpus_json(prepared.machine.gpus);
  environment["host"]["cuda_driver"] = prepared.machine.gpus.cuda_driver;
  environment["host"]["cpu_capability"] = prepared.machine.cpu_capability;
  environment["config"] = {{"file", prepared.experiment.file.string()},
                           {"file_sha256", prepared.experiment.file_digest},
                           {"resolved_sha256", resolved_digest(prepared, run)}};
  environment["gold_sha256"] = gold_digests(prepared, run);
  environment["sdk_build_id"] = prepared.identity.sdk_build_id;
  const auto& encoder = materials.encoder();
  environment["encoder"] = {{"reference", encoder.reference},
                            {"sha256", encoder.digest},
                            {"files", encoder.files},
                            {"random_weights", encoder.random_weights}};
  const std::string train =
      in_sample("data:source/train", prepared.experiment.source, setting.variant.source);
  environment["data"] = {{"train", materials.facts(train)},
                         {"test", materials.facts("data:target/" + run.target + "/test")}};
  if (prepared.experiment.source.dev)
    environment["data"]["dev"] = materials.facts("data:source/dev");
  const std::string unlabelled = in_sample("data:target/" + run.target + "/unlabelled",
                                           prepared.experiment.source, setting.variant.source);
  for (const std::size_t index : run.stages)
    for (const auto& [name, input] : prepared.plan.stages[index].inputs)
      if (input.from == unlabelled) environment["data"]["unlabelled"] = materials.facts(unlabelled);
  environment["plugin"] = common.plugins.at(setting.plugin.path);
  environment["stages"] = Json::array();
  std::set<std::string> with_weights;
  for (const std::size_t index : run.stages) {
    const auto& stage = prepared.plan.stages[index];
    Json row = stage_json(stage, stages.at(stage.key));
    row["weights"] = reads_weights(stage, with_weights);
    if (row["weights"]) with_weights.insert(stage.key);
    environment["stages"].push_back(std::move(row));
  }
  environment["numeric_class"] = record::numeric_class(environment);
  return environment;
}

std::vector<record::Measurement> stage_measurements(const ExperimentPlan& plan,
                                                    const PlannedRun& run,
                                                    const StageRecords& stages) {
  std::vector<record::Measurement> rows;
  for (const std::size_t index : run.stages) {
    const auto& stage = plan.stages[index];
    const auto& record = stages.at(stage.key);
    if (!ran(record)) continue;
    const auto own = record::measurements(usage_of(stage, record));
    rows.insert(rows.end(), own.begin(), own.end());
  }
  return rows;
}

namespace {

/// The last stage of the run that made `file` gives it its name, those before it have their keys in
/// theirs.
void copy_outputs(const ExperimentPlan& plan, const PlannedRun& run, const StageRecords& stages,
                  const fs::path& file, const fs::path& folder) {
  std::vector<std::size_t> makers;
  for (const std::size_t index : run.stages)
    if (fs::is_regular_file(stages.at(plan.stages[index].key).output_folder / file))
      makers.push_back(index);
  for (const std::size_t index : makers) {
    const auto& stage = plan.stages[index];
    const std::string name = index == makers.back()
                                 ? file.string()
                                 : fmt::format("{}-{}{}", file.stem().string(),
                                               stage.key.substr(0, 12), file.extension().string());
    write_unseen(folder / name, read_file(stages.at(stage.key).output_folder / file));
  }
}

}  // namespace

void copy_histories(const ExperimentPlan& plan, const PlannedRun& run, const StageRecords& stages,
                    const fs::path& folder) {
  copy_outputs(plan, run, stages, record::kHistoryFile, folder);
  copy_outputs(plan, run, stages, record::kQualityFile, folder);
}

std::string joined_logs(const ExperimentPlan& plan, const PlannedRun& run,
                        const StageRecords& stages) {
  std::string text;
  for (const std::size_t index : run.stages) {
    const auto& stage = plan.stages[index];
    const auto& record = stages.at(stage.key);
    if (!ran(record)) continue;
    text += fmt::format("== stage {} ({}): {}{}\n", stage.spec.id, stage.key.substr(0, 12),
                        status_name(record.outcome.status),
                        record.outcome.message.empty() ? "" : ": " + record.outcome.message);
    if (fs::is_regular_file(record.log_file)) text += read_file(record.log_file, kMaxLogBytes);
    if (text.back() != '\n') text += '\n';
  }
  return text;
}

std::optional<std::int64_t> trained_step(const ExperimentPlan& plan,
                                         const PlannedPrediction& prediction,
                                         const StageRecords& stages) {
  if (prediction.selector != "best_source_dev") return std::nullopt;
  for (const auto& [name, input] : plan.stage(prediction.stage).inputs) {
    if (input.producer.empty()) continue;
    const auto step = whole_fact(stages.at(input.producer).outcome.result.facts, "best_step");
    if (step) return step;
  }
  return std::nullopt;
}

std::optional<double> source_dev_f1(const ExperimentPlan& plan, const PlannedPrediction& prediction,
                                    std::optional<std::int64_t> step, const StageRecords& stages) {
  const bool last = prediction.selector == "last";
  if (!last && !step) return std::nullopt;
  const fs::path history = nearest_history(plan, prediction.stage, stages);
  if (history.empty()) return std::nullopt;
  return dev_f1_in(history, last ? std::nullopt : step);
}

std::optional<std::int64_t> whole_fact(const Json& facts, const char* name) {
  if (!facts.is_object()) return std::nullopt;
  const auto at = facts.find(name);
  if (at == facts.end() || !at->is_number_integer()) return std::nullopt;
  return at->get<std::int64_t>();
}

}  // namespace xner::flow
