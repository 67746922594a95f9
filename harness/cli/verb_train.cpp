// `xner train METHOD`: one training without an experiment file. The stages are those of `run`; the
// model is saved in the Hugging Face layout with history.tsv in the same folder.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/cli/experiment_options.hpp"
#include "harness/cli/run_stages.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/sdk/conditions.hpp"

namespace xner::cli {
namespace {

namespace fs = std::filesystem;

struct TrainOptions {
  std::string method;
  std::string encoder;
  std::string train;
  std::string dev;
  fs::path save;
  std::string device;
  std::vector<std::string> plugin_path;
  std::vector<std::string> settings;
};

/// Bare names go where an experiment keeps them: seed and selector at the top, conditions in
/// [training], the rest to the method.
std::string full_setting(const std::string& setting, const std::string& method) {
  const std::string key = setting.substr(0, setting.find('='));
  if (key == "seed") return "seeds" + setting.substr(key.size());
  const std::vector<std::string> top{"seeds", "selector", "name", "encoder"};
  if (key.find('.') != key.npos || std::find(top.begin(), top.end(), key) != top.end())
    return setting;
  const auto& conditions = sdk::condition_parameters();
  const bool common = std::any_of(conditions.begin(), conditions.end(),
                                  [&](const auto& c) { return c.name == key; });
  return (common ? "training." : "methods." + method + ".") + setting;
}

/// A file by its absolute path; anything else may be the name of a corpus.
std::string corpus_of(const std::string& name) {
  return fs::exists(name) ? fs::absolute(name).string() : name;
}

config::Experiment experiment_of(const TrainOptions& options) {
  using config::Node;
  using config::Table;
  const Place typed{std::string(config::kCommandLine), 0, 0};
  const auto text = [&typed](const std::string& value) { return Node{value, typed}; };
  Table source{{"train", text(corpus_of(options.train))}};
  if (!options.dev.empty()) source.emplace_back("dev", text(corpus_of(options.dev)));
  Node root{Table{{"encoder", text(options.encoder)},
                  {"methods", text(options.method)},
                  {"data", Node{Table{{"source", Node{std::move(source), typed}}}, typed}}},
            typed};
  auto& top = std::get<Table>(root.value);
  config::find(top, "methods")->value = Table{{options.method, Node{Table{}, typed}}};
  for (const auto& setting : options.settings)
    config::apply_override(root, full_setting(setting, options.method));
  if (!options.device.empty()) config::apply_override(root, "training.device=" + options.device);
  config::Experiment experiment = config::experiment_from(root, "train", /*targets_wanted=*/false);
  if (experiment.seeds.size() != 1)
    throw Error(ErrorKind::kUsage,
                fmt::format("expected one seed, found {}", experiment.seeds.size()), typed,
                "`xner run` trains with several");
  return experiment;
}

/// A folder is replaced as a whole, so it must be new, empty, or an earlier model of this verb.
void check_save(const fs::path& save) {
  if (!fs::exists(save) || (fs::is_directory(save) && fs::is_empty(save))) return;
  if (fs::exists(save / "config.json") && fs::exists(save / record::kHistoryFile)) return;
  throw Error(ErrorKind::kUsage,
              "--save: expected a new or empty folder, or a model that `xner train` saved",
              Place{save.string()}, "nothing was touched");
}

/// The output that is the model of the selector: "model-<selector>", or "model".
fs::path find_model(const flow::ExperimentPlan& plan, const flow::StageRecords& records,
                    const std::string& selector) {
  for (auto stage = plan.stages.rbegin(); stage != plan.stages.rend(); ++stage)
    for (const auto& name : {"model-" + selector, std::string("model")})
      if (fs::is_directory(records.at(stage->key).output_folder / name))
        return records.at(stage->key).output_folder / name;
  throw Error(ErrorKind::kPlugin,
              fmt::format("the method left no output 'model-{}' or 'model' to save", selector));
}

void save_model(const flow::Prepared& prepared, const flow::StageRecords& records,
                const fs::path& save) {
  const fs::path model = find_model(prepared.plan, records, prepared.experiment.selector);
  record::RunStaging staging(fs::absolute(save).lexically_normal());
  fs::copy(model, staging.path(),
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  const fs::path history = model.parent_path() / record::kHistoryFile;
  if (fs::is_regular_file(history))
    write_file(staging.path() / record::kHistoryFile, read_file(history));
  staging.publish();
}

[[noreturn]] void fail_stage(const flow::PlannedStage& stage, const flow::StageRecord& record) {
  write_log(record.outcome.log_tail);
  throw Error(ErrorKind::kStage,
              fmt::format("stage {}: {}: {}", stage.spec.id, status_name(record.outcome.status),
                          record.outcome.message));
}

int run_train(const TrainOptions& options) {
  check_save(options.save);
  const TemporaryFolder work(fs::absolute(options.save).lexically_normal().parent_path());
  auto suite = flow::prepare_suite({experiment_of(options)}, "train",
                                   {folders(options.plugin_path), work.path()});
  const flow::Prepared& prepared = suite.parts.front();
  refuse_sweep(prepared);
  const Interrupt interrupt;
  const store::Store store(work.path() / "store");
  const flow::StageOutputs outputs(work.path() / "stages", store);
  const auto records = run_stages(suite, outputs, {.keep_outputs = true}, interrupt);
  if (interrupt.token().stop_requested()) return kInterruptedExit;
  for (const auto& stage : prepared.plan.stages)
    if (!records.at(stage.key).ok) fail_stage(stage, records.at(stage.key));
  save_model(prepared, records, options.save);
  write_log(fmt::format("saved {}\n", options.save.string()));
  return 0;
}

}  // namespace

Action declare_train(CLI::App& command) {
  const auto options = std::make_shared<TrainOptions>();
  command.add_option("method", options->method, "A method, see `xner list methods`")->required();
  command
      .add_option("settings", options->settings,
                  "Conditions and the method's parameters, e.g. seed=1 max_steps=100")
      ->type_name("KEY=VALUE");
  command
      .add_option("--encoder", options->encoder,
                  "Folder, hf:<repository>, random-tiny or random:<config.json>")
      ->required();
  command.add_option("--train", options->train, "Labelled column file, or a corpus by name")
      ->required();
  command.add_option("--dev", options->dev, "The same, scored at every evaluation point");
  command.add_option("--save", options->save, "Folder for the model")->required();
  command.add_option("--device", options->device, "auto, cpu or cuda");
  add_plugin_path(command, options->plugin_path);
  return [options] { return run_train(*options); };
}

}  // namespace xner::cli
