// The options that every verb on an experiment file shares.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "harness/config/suite.hpp"
#include "harness/flow/select.hpp"
#include "harness/flow/suite.hpp"

namespace xner::cli {

struct ExperimentOptions {
  std::string file;
  std::vector<std::string> overrides;    ///< "a.b=value"
  std::vector<std::string> plugin_path;  ///< folders
  std::string device;                    ///< short for training.device=...
};

/// FILE, [key=value ...], --plugin-path, --device.
void add_experiment_options(CLI::App& command, ExperimentOptions& options);
void add_plugin_path(CLI::App& command, std::vector<std::string>& plugin_path);

/// --only GLOB, --exclude GLOB, each as often as wanted.
void add_run_filter(CLI::App& command, flow::RunFilter& filter);
/// Keeps the runs that the filter takes. False, with a line on stderr, if there are none.
[[nodiscard]] bool filter_runs(const flow::RunFilter& filter, flow::Suite& suite);

/// For verbs on one configuration. @throws Error{kUsage} if there are several.
void refuse_sweep(const flow::Prepared& prepared);

/// All experiments of the file. @throws Error{kUsage, kIo} with the place of what is wrong.
[[nodiscard]] std::vector<config::Experiment> read_suite(const ExperimentOptions& options);
/// The same, planned as one. @param how but for its plugin path, which `options` has. @throws Error
/// of every kind.
[[nodiscard]] flow::Suite prepare_suite(const ExperimentOptions& options,
                                        const flow::PrepareOptions& how);

[[nodiscard]] std::vector<std::filesystem::path> folders(const std::vector<std::string>& names);

}  // namespace xner::cli
