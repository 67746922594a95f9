// What a run folder says about how its score came about: the stages behind it, where they ran, what
// they took.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/flow/execute.hpp"
#include "harness/flow/prepare.hpp"
#include "harness/record/speed.hpp"

namespace xner::flow {

/// The experiment cut down to one run: what its config.toml says. A swept value stands as a list of
/// one, so that it reads back as the same variant of the same name.
/// @param setting of the run's method and variant, with the conditions complete.
[[nodiscard]] config::Experiment experiment_of(const config::Experiment& experiment,
                                               const MethodSetting& setting, const PlannedRun& run);

/// SHA-256 of that config.toml.
/// What is scored against, by content: {"test": SHA-256}, and "dev" if the oracle chooses by it.
[[nodiscard]] Json gold_digests(const Prepared& prepared, const PlannedRun& run);

[[nodiscard]] std::string resolved_digest(const Prepared& prepared, const PlannedRun& run);

/// What all run folders of one publication say alike: looked at once.
struct CommonFacts {
  Json environment;                               ///< of `record::collect_environment`
  std::map<std::filesystem::path, Json> plugins;  ///< by file
};
[[nodiscard]] CommonFacts common_facts(const Prepared& prepared);

/// env.json: machine and build, plugin, encoder, data, and for each stage its key, what the worker
/// ran on, its facts.
[[nodiscard]] Json run_environment(Prepared& prepared, const PlannedRun& run,
                                   const StageRecords& stages, const CommonFacts& common);

/// speed.json: what each stage behind the run took, training and inference apart.
[[nodiscard]] std::vector<record::Measurement> stage_measurements(const ExperimentPlan& plan,
                                                                  const PlannedRun& run,
                                                                  const StageRecords& stages);

/// history.tsv of the last training behind the run; those of earlier ones as history-<stage>.tsv.
/// So with quality.json of translations.
void copy_histories(const ExperimentPlan& plan, const PlannedRun& run, const StageRecords& stages,
                    const std::filesystem::path& folder);

/// The logs of all its stages, one after another, each under a line that names it.
[[nodiscard]] std::string joined_logs(const ExperimentPlan& plan, const PlannedRun& run,
                                      const StageRecords& stages);

/// The step of the model that a prediction comes from, as its training tells it ("best_step").
[[nodiscard]] std::optional<std::int64_t> trained_step(const ExperimentPlan& plan,
                                                       const PlannedPrediction& prediction,
                                                       const StageRecords& stages);

/// F1 on source dev of the model that a prediction comes from, as the history.tsv of its training
/// tells it: columns "step" and "dev_f1". Of the last step for the selector "last".
/// @param step of the checkpoint, where known.
[[nodiscard]] std::optional<double> source_dev_f1(const ExperimentPlan& plan,
                                                  const PlannedPrediction& prediction,
                                                  std::optional<std::int64_t> step,
                                                  const StageRecords& stages);

/// A whole number among a stage's facts, which may be anything.
[[nodiscard]] std::optional<std::int64_t> whole_fact(const Json& facts, const char* name);

}  // namespace xner::flow
