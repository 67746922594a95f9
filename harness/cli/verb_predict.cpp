// `xner predict MODEL --input FILE`: labels a column file. The columns stay as they are; one with
// the label is appended.
#include <filesystem>

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/cli/experiment_options.hpp"
#include "harness/cli/interrupt.hpp"
#include "harness/cli/labelled_lines.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"
#include "harness/data/plain_file.hpp"
#include "harness/flow/encoder.hpp"
#include "harness/flow/predicted_labels.hpp"
#include "harness/flow/stage_process.hpp"

namespace xner::cli {
namespace {

namespace fs = std::filesystem;
using flow::Json;

/// The stage "predict" of this method labels any model in the Hugging Face layout.
constexpr const char* kPredictor = "wu_dredze";

struct PredictOptions {
  std::string model;
  std::string input;
  std::string output = "-";
  fs::path logits;
  std::string device;
  std::vector<std::string> plugin_path;
  std::vector<std::string> settings;
};

/// The conditions that labelling depends on, checked and completed like those of a training.
Json stage_parameters(const PredictOptions& options) {
  const Place typed{std::string(config::kCommandLine), 0, 0};
  config::Node root{config::Table{}, typed};
  for (const auto& setting : options.settings) config::apply_override(root, setting);
  if (!options.device.empty()) config::apply_override(root, "device=" + options.device);
  const Json all = flow::resolve_conditions(config::read_open_table(root, "training"),
                                            flow::look_at_machine(true));
  Json parameters{{"logits", !options.logits.empty()}};
  for (const char* const name : {"max_length", "stride", "precision", "device", "threads"})
    parameters[name] = all.at(name);
  return parameters;
}

sdk::StageRequest request_for(const PredictOptions& options, const fs::path& plugin,
                              const fs::path& model, const fs::path& work) {
  sdk::StageRequest request;
  request.plugin = plugin;
  request.method = kPredictor;
  request.type = "predict";
  request.parameters = stage_parameters(options);
  request.inputs = {{"model", model}, {"text", work / "text.jsonl"}};
  request.outputs = {"predictions.txt"};
  if (!options.logits.empty()) request.outputs.emplace_back("logits.safetensors");
  request.output_folder = work / "outputs";
  request.scratch_folder = work / "scratch";
  request.key = sha256(request.parameters.dump() + sha256_file(request.inputs.at("text")));
  return request;
}

/// Standard input is read once; after this it is a file like any other.
fs::path input_file(const PredictOptions& options, const fs::path& work) {
  if (options.input != "-") return options.input;
  write_file(work / "standard-input", read_file("-"));
  return work / "standard-input";
}

int run_predict(const PredictOptions& options) {
  const TemporaryFolder work;
  const auto plugins = sdk::find_plugins(folders(options.plugin_path));
  const auto& plugin = sdk::plugin_of(plugins, kPredictor);
  const auto model =
      flow::resolve_encoder(options.model, Place{std::string(config::kCommandLine)}, work.path());
  if (model.random_weights)
    throw Error(ErrorKind::kUsage,
                fmt::format("'{}' has no trained weights to label with", options.model), {},
                "`xner train` saves a model");
  const fs::path input = input_file(options, work.path());
  const auto text = data::read_plain_text(input);
  write_file(work.path() / "text.jsonl", data::to_canonical(text));

  const Interrupt interrupt;
  const auto request = request_for(options, plugin.path, model.folder, work.path());
  const auto outcome = flow::run_stage_process(request, {}, {}, {{}, {}, interrupt.token()});
  if (outcome.status == flow::StageStatus::kCancelled) return kInterruptedExit;
  if (outcome.status != flow::StageStatus::kOk) {
    write_log(outcome.log_tail);
    throw Error(ErrorKind::kStage, fmt::format("labelling failed: {}: {}",
                                               status_name(outcome.status), outcome.message));
  }
  const auto predicted =
      flow::read_predicted_labels(request.output_folder / "predictions.txt", text);
  if (!predicted.problem.empty()) throw Error(ErrorKind::kPlugin, predicted.problem);

  const std::string labelled = append_labels(read_file(input), text, predicted.labels);
  if (!options.logits.empty())
    write_file(options.logits,
               read_file(request.output_folder / "logits.safetensors", std::size_t{1} << 40));
  if (options.output == "-") {
    write_out(labelled);
  } else {
    write_file(options.output, labelled);
  }
  return 0;
}

}  // namespace

Action declare_predict(CLI::App& command) {
  const auto options = std::make_shared<PredictOptions>();
  command.add_option("model", options->model, "Folder that `xner train` saved, or hf:<repository>")
      ->required();
  command
      .add_option("settings", options->settings,
                  "Conditions: max_length, stride, precision, threads")
      ->type_name("KEY=VALUE");
  command
      .add_option("--input", options->input,
                  "Column file with or without labels; - is standard input")
      ->required();
  command.add_option("--output", options->output,
                     "File for the labelled columns; - is standard output");
  command.add_option("--logits", options->logits,
                     "File for logits [words, labels] and word_index (safetensors)");
  command.add_option("--device", options->device, "auto, cpu or cuda");
  add_plugin_path(command, options->plugin_path);
  return [options] { return run_predict(*options); };
}

}  // namespace xner::cli
