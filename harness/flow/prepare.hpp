// Everything between a read experiment and the first stage: encoder, corpora, plugins, parameters,
// plan. `validate` and `plan` end here; `run` goes on with execute.hpp and results.hpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/config/experiment.hpp"
#include "harness/flow/machine.hpp"
#include "harness/flow/materials.hpp"
#include "harness/flow/plan.hpp"
#include "harness/flow/settings.hpp"
#include "harness/store/store.hpp"

namespace xner::flow {

struct PrepareOptions {
  std::vector<std::filesystem::path> plugin_path;
  std::filesystem::path work_folder;    ///< encoders are made here, corpora written here
  const store::Store* store = nullptr;  ///< has what plugins answered before; may be null
  /// To count, not to run: corpora and an encoder that are not there are passed over, and named in
  /// `Prepared::absent`. Keys of stages that need them are then not those of a run.
  bool for_planning = false;
};

struct Prepared {
  config::Experiment
      experiment;  ///< with complete conditions and parameters: what config.toml shows
  Machine machine;
  std::vector<sdk::PluginFile> plugins;
  Json conditions;                     ///< the common ones, complete; of a sweep the first
  std::vector<MethodSetting> methods;  ///< a method a variant: in the experiment's order
  std::unique_ptr<Materials> materials;
  BuildIdentity identity;
  ExperimentPlan plan;
  std::map<std::string, std::string> absent;  ///< what is not there: how to obtain it
};

/// @throws Error of every kind but kStage and kInternal, with the place in the experiment where
/// there is one.
[[nodiscard]] Prepared prepare(config::Experiment experiment, const PrepareOptions& options);

/// The sentences of an input that no stage makes.
using SentencesOf = std::function<std::size_t(const PlannedInput& input)>;

/// What a training draws its batches from, at most: the sentences of its "train" input, source or
/// unlabelled text; with "translations" pairs of both, or the sentences of both
/// (`entrans_batch = "shuffled_union"`). Of what a stage makes: one of each source sentence. 0: it
/// does not train.
[[nodiscard]] std::size_t training_units(const ExperimentPlan& plan, const PlannedStage& stage,
                                         const SentencesOf& sentences_of);

/// Optimiser steps that a stage will take with so many units, as its parameters say; 0: it does not
/// train.
[[nodiscard]] std::int64_t estimated_steps(const PlannedStage& stage, std::size_t units);

}  // namespace xner::flow
