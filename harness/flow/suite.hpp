// Experiments that are planned and run as one: equal stages of different parts appear once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/flow/prepare.hpp"

namespace xner::flow {

struct Suite {
  std::string name;             ///< of the whole; the experiment's, if there is one
  std::vector<Prepared> parts;  ///< at least one; each keeps its own plan, runs and results
  ExperimentPlan plan;          ///< of all parts: runs in their order, with `PlannedRun::part`

  /// The part and the name under which an input that no stage makes is known, by its digest.
  std::map<std::string, std::pair<std::size_t, std::string>> origins;
};

/// @param experiments at least one. @param name of the whole.
/// @throws Error as prepare; Error{kUsage} if two parts have the same run, or other [limits].
[[nodiscard]] Suite prepare_suite(std::vector<config::Experiment> experiments,
                                  const std::string& name, const PrepareOptions& options);

/// Plans the whole again, after runs of parts were taken out.
void merge_plans(Suite& suite);

/// What papers report of the runs of each experiment, to <runs_folder>/<experiment>/published.json
/// (record/published.hpp). A file that stands is left alone if there is nothing for it.
/// @throws Error{kIo}.
void write_published(const Suite& suite, const std::filesystem::path& runs_folder);

/// The file or folder of an input that no stage makes; written when first asked for.
[[nodiscard]] std::filesystem::path input_path(Suite& suite, const PlannedInput& input);

/// `estimated_steps` of a stage of the whole.
[[nodiscard]] std::int64_t estimated_steps(Suite& suite, const PlannedStage& stage);

}  // namespace xner::flow
