// See experiment_options.hpp.
#include "harness/cli/experiment_options.hpp"

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
                  "Changes to the file, e.g. training.max_steps=50 seeds=1,2")
      ->type_name("KEY=VALUE");
  command.add_option("--device", options.device,
                     "auto, cpu or cuda: short for training.device=...");
  add_plugin_path(command, options.plugin_path);
}

config::Experiment read_experiment(const ExperimentOptions& options) {
  std::vector<std::string> overrides = options.overrides;
  if (!options.device.empty()) overrides.push_back("training.device=" + options.device);
  return config::read_experiment(options.file, overrides);
}

std::vector<std::filesystem::path> folders(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

}  // namespace xner::cli
