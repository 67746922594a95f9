// `xner bench METHOD`: measured throughput. Runs a short experiment once, then has the worker
// repeat each kind of its stages through Google Benchmark, alone on the device. Google Benchmark's
// JSON is the result; a table is printed.
#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/files.hpp"
#include "harness/base/process.hpp"
#include "harness/cli/experiment_options.hpp"
#include "harness/cli/run_stages.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"
#include "harness/flow/machine.hpp"

namespace xner::cli {
namespace {

namespace fs = std::filesystem;
using flow::Json;

struct BenchOptions {
  std::string method;
  std::string encoder = "random-tiny";
  std::string source = "sample/aa";
  std::string target = "sample/bb";
  int steps = 30;
  int repetitions = 5;
  fs::path json;
  std::string device;
  std::vector<std::string> plugin_path;
  std::vector<std::string> settings;
};

/// The target, and the texts that methods may want beside it, as far as they go by a rule.
config::Table targets_of(const std::string& corpus, const Place& typed) {
  using config::Node;
  config::Table target{{"part", Node{corpus, typed}},
                       {"unlabelled", Node{corpus + "/train", typed}}};
  if (corpus.starts_with("sample/"))
    target.emplace_back("translations", Node{corpus + "/translations", typed});
  return {{corpus.substr(corpus.rfind('/') + 1), Node{std::move(target), typed}}};
}

/// One source, one target, one seed: the shortest experiment that has every stage of the method.
config::Experiment experiment_of(const BenchOptions& options) {
  using config::Node;
  using config::Table;
  const Place typed{std::string(config::kCommandLine), 0, 0};
  const auto text = [&typed](const std::string& value) { return Node{value, typed}; };
  Node root{Table{{"encoder", text(options.encoder)},
                  {"methods", Node{Table{{options.method, Node{Table{}, typed}}}, typed}},
                  {"data", Node{Table{{"source", text(options.source)},
                                      {"targets", Node{targets_of(options.target, typed), typed}}},
                                typed}}},
            typed};
  config::apply_override(root, "seeds=1");
  config::apply_override(root, fmt::format("training.max_steps={}", options.steps));
  if (!options.device.empty()) config::apply_override(root, "training.device=" + options.device);
  for (const auto& setting : options.settings) config::apply_override(root, setting);
  return config::experiment_from(root, "bench");
}

/// The request that `run_stage_process` left in the stage's room.
Json bench_request(const fs::path& room, int repetitions, const fs::path& output) {
  return {{"stage", Json::parse(read_file(room / "scratch" / "request.json"))},
          {"repetitions", repetitions},
          {"output", output.string()}};
}

/// Runs the worker on one stage. @returns Google Benchmark's JSON; null if it was interrupted.
Json measure(const flow::PlannedStage& stage, const fs::path& room, int repetitions,
             const std::stop_token& stop) {
  const fs::path output = room / "bench.json";
  write_file(room / "bench-request.json", bench_request(room, repetitions, output).dump());
  ProcessCommand command;
  command.arguments = {flow::worker_program().string(), "--bench",
                       (room / "bench-request.json").string()};
  const auto outcome = run_process(command, {}, {}, stop);
  if (stop.stop_requested()) return {};
  if (outcome.end != ProcessEnd::kExited || outcome.exit_code != 0) {
    write_log(outcome.log_tail);
    throw Error(ErrorKind::kStage, fmt::format("stage {} could not be measured", stage.spec.id));
  }
  return Json::parse(read_file(output));
}

/// One line a benchmark: the median over the repetitions, and its spread.
std::string table(const Json& benchmarks) {
  const auto find = [&](const std::string& name, const char* aggregate) -> const Json* {
    for (const auto& one : benchmarks)
      if (one.value("run_name", "") == name && one.value("aggregate_name", "") == aggregate)
        return &one;
    return nullptr;
  };
  std::string text = fmt::format("{:<28} {:>10} {:>8}  {}\n", "", "median", "± CV", "");
  std::set<std::string> seen;
  for (const auto& one : benchmarks) {
    const std::string name = one.value("run_name", "");
    const Json* median = find(name, "median");
    const Json* variation = find(name, "cv");
    if (median == nullptr || !seen.insert(name).second) continue;
    const std::string title = name.substr(0, name.find("/iterations:"));
    text += fmt::format("{:<28} {:>10.2f} {:>7.1f}%  ms\n", title, median->value("real_time", 0.0),
                        variation == nullptr ? 0.0 : 100 * variation->value("real_time", 0.0));
    for (const char* counter :
         {"steps_per_second", "sentences_per_second", "words_per_second", "wordpieces_per_second",
          "p50_ms", "p90_ms", "p99_ms", "peak_memory_MiB", "peak_device_memory_MiB"})
      if (median->contains(counter))
        text += fmt::format("  {:<26} {:>10.2f}\n", counter, median->at(counter).get<double>());
  }
  return text;
}

/// What was measured, for whoever compares two files.
void note_experiment(const BenchOptions& options, Json& context) {
  std::vector<std::string> settings;
  for (const auto& setting : options.settings)
    if (!setting.starts_with("data.root=")) settings.push_back(setting);
  std::ranges::sort(settings);
  context["encoder"] = options.encoder;
  context["source"] = options.source;
  context["target"] = options.target;
  context["max_steps"] = std::to_string(options.steps);
  context["settings"] = fmt::format("{}", fmt::join(settings, " "));
}

int run_bench(const BenchOptions& options) {
  const TemporaryFolder work;
  auto suite = flow::prepare_suite({experiment_of(options)}, "bench",
                                   {folders(options.plugin_path), work.path()});
  const flow::Prepared& prepared = suite.parts.front();
  refuse_sweep(prepared);
  const Interrupt interrupt;
  const store::Store store(work.path() / "store");
  const flow::StageOutputs outputs(work.path() / "stages", store);
  const auto records = run_stages(suite, outputs, {.keep_outputs = true}, interrupt);
  if (interrupt.token().stop_requested()) return kInterruptedExit;

  Json merged;
  std::set<std::string> measured;  // one stage of each method and type
  for (const auto& stage : prepared.plan.stages) {
    const auto& record = records.at(stage.key);
    if (!record.ok)
      throw Error(ErrorKind::kStage,
                  fmt::format("stage {}: {}", stage.spec.id, record.outcome.message));
    const bool computes = record.outcome.result.usage.train_steps > 0 ||
                          record.outcome.result.usage.predict_sentences > 0;
    if (!computes || !measured.insert(stage.spec.method + "/" + stage.spec.type).second) continue;
    write_log(fmt::format("measuring {} ({} repetitions)\n", stage.spec.id, options.repetitions));
    Json json = measure(stage, outputs.room(stage.key), options.repetitions, interrupt.token());
    if (json.is_null()) return kInterruptedExit;
    if (merged.is_null()) {
      merged = std::move(json);
    } else {
      for (auto& one : json["benchmarks"]) merged["benchmarks"].push_back(std::move(one));
    }
  }
  if (merged.is_null())
    throw Error(ErrorKind::kUsage,
                fmt::format("method '{}' has no stage to measure", options.method));
  note_experiment(options, merged["context"]);
  merged["context"]["cpu_model"] = flow::look_at_machine(/*with_gpus=*/false).cpu;
  if (prepared.materials->encoder().random_weights)
    write_log("the encoder has random weights: speed does not depend on their values\n");
  write_text(table(merged["benchmarks"]));
  if (!options.json.empty()) write_file(options.json, merged.dump(2) + "\n");
  return 0;
}

}  // namespace

Action declare_bench(CLI::App& command) {
  const auto options = std::make_shared<BenchOptions>();
  command.add_option("method", options->method, "A method, see `xner list methods`")->required();
  command
      .add_option("settings", options->settings,
                  "Of an experiment, e.g. training.precision=bf16 data.root=data "
                  "data.targets.nl.translations=<corpus>/train")
      ->type_name("KEY=VALUE");
  command.add_option("--encoder", options->encoder,
                     "Folder, hf:<repository>, random-tiny or random:<config.json>");
  command.add_option("--source", options->source, "Corpus to train on");
  command.add_option("--target", options->target, "Corpus to label");
  command.add_option("--steps", options->steps, "Optimiser steps a repetition")
      ->check(from_to(1, 1000000));
  command.add_option("--repetitions", options->repetitions, "After one that warms up")
      ->check(from_to(2, 1000));
  command.add_option("--json", options->json,
                     "File for Google Benchmark's JSON; as bench*.json in runs/<experiment> it "
                     "stands in that report");
  command.add_option("--device", options->device, "auto, cpu or cuda");
  add_plugin_path(command, options->plugin_path);
  return [options] { return run_bench(*options); };
}

}  // namespace xner::cli
