// See experiment_options.hpp.
#include "harness/cli/experiment_options.hpp"

#include <fmt/format.h>

#include "harness/cli/terminal.hpp"
#include "harness/flow/results.hpp"

namespace xner::cli {

void add_plugin_path(CLI::App& command, std::vector<std::string>& plugin_path) {
  command
      .add_option("--plugin-path", plugin_path,
                  "Folder of plugins, before $XNER_PLUGIN_PATH and the build's own")
      ->type_name("FOLDER")
      ->expected(1)
      ->take_all();
}

void add_experiment_options(CLI::App& command, ExperimentOptions& options) {
  command.add_option("file", options.file, "The experiment (TOML)")->required()->type_name("FILE");
  command
      .add_option("overrides", options.overrides,
                  "Changes to the file, e.g. seeds=1,2; a list where one value is expected is a "
                  "sweep over it, e.g. training.learning_rate=1e-5,5e-5")
      ->type_name("KEY=VALUE");
  command.add_option("--device", options.device,
                     "auto, cpu or cuda: short for training.device=...");
  add_plugin_path(command, options.plugin_path);
}

void add_run_filter(CLI::App& command, flow::RunFilter& filter) {
  const auto add = [&](const char* name, std::vector<std::string>& globs, const char* meaning) {
    command.add_option(name, globs, meaning)
        ->type_name("GLOB")
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);  // what follows is an override
  };
  add("--only", filter.only,
      "Only runs whose path matches: METHOD/VARIANT/SOURCE-SIZE/TARGET/seed-N, e.g. '*/seed-1'; "
      "repeatable");
  add("--exclude", filter.exclude, "No run whose path matches; repeatable");
}

bool filter_runs(const flow::RunFilter& filter, flow::Suite& suite) {
  if (filter.empty()) return true;
  const auto path_of = [](const flow::Prepared& part, const flow::PlannedRun& run) {
    return flow::run_id(part.experiment, run).folder().generic_string();
  };
  const std::string example = path_of(suite.parts.front(), suite.parts.front().plan.runs.front());
  const std::size_t all = suite.plan.runs.size();
  for (flow::Prepared& part : suite.parts)
    flow::keep_runs(part.plan,
                    [&](const flow::PlannedRun& run) { return filter.takes(path_of(part, run)); });
  flow::merge_plans(suite);
  if (!suite.plan.runs.empty()) return true;
  write_log(fmt::format("no run selected: --only and --exclude leave none of {}; one is {}\n", all,
                        example));
  return false;
}

void refuse_sweep(const flow::Prepared& prepared) {
  if (prepared.methods.size() > 1)
    throw Error(
        ErrorKind::kUsage,
        fmt::format("expected one configuration, found a sweep of {}", prepared.methods.size()),
        Place{std::string(config::kCommandLine), 0, 0}, "`xner run` sweeps");
}

std::vector<config::Experiment> read_suite(const ExperimentOptions& options) {
  std::vector<std::string> overrides = options.overrides;
  if (!options.device.empty()) overrides.push_back("training.device=" + options.device);
  return config::read_suite(options.file, overrides);
}

flow::Suite prepare_suite(const ExperimentOptions& options, const flow::PrepareOptions& how) {
  auto experiments = read_suite(options);
  const std::string name = config::suite_name(experiments, options.file);
  flow::PrepareOptions complete = how;
  complete.plugin_path = folders(options.plugin_path);
  return flow::prepare_suite(std::move(experiments), name, complete);
}

std::vector<std::filesystem::path> folders(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

}  // namespace xner::cli
