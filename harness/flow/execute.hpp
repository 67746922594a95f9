// Runs what is missing of a plan: several stages at a time, each in a process of its own, each
// published when it has ended, while the next ones run: a kill loses what was running or on its way
// (publisher.hpp). A stage that fails takes down what builds on it and nothing else. Several
// processes may execute on one store: each stage is run by one of them.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "harness/flow/plan.hpp"
#include "harness/flow/stage_outputs.hpp"
#include "harness/flow/stage_process.hpp"

namespace xner::flow {

/// What an observer may show. Never called by two threads at once. Finished: published or failed.
struct StageListener {
  /// @param number, total count the stages that have to run.
  std::function<void(const PlannedStage& stage, std::size_t number, std::size_t total)> started;
  std::function<void(const PlannedStage& stage, const sdk::Progress& progress)> progress;
  /// Another process works on this stage: its end is awaited.
  std::function<void(const PlannedStage& stage, const std::string& who)> awaited;
  std::function<void(const PlannedStage& stage, const StageRecord& record)> finished;
  /// Something that no stage fails of, and somebody should see to. Each once.
  std::function<void(const std::string& text)> warned;
};

struct ExecuteOptions {
  StageLimits limits;
  std::filesystem::path worker;   ///< "": beside xner
  std::size_t jobs = 1;           ///< processes at a time; a stage's own threads stay as they are
  double checkpoint_seconds = 0;  ///< `StageRequest::checkpoint_seconds`
  bool keep_outputs = false;  ///< else folders (models) go when the last stage that reads them is
                              ///< done
  std::stop_token stop;  ///< ends the running stages; what did not run is recorded as cancelled
};

/// The file or folder of an input that no stage makes.
using PathOf = std::function<std::filesystem::path(const PlannedInput& input)>;

/// What a worker is asked for a stage: outputs and scratch are folders below `room`, each input is
/// where `path_of` says, no checkpoints.
[[nodiscard]] sdk::StageRequest stage_request(const PlannedStage& stage,
                                              const std::filesystem::path& room,
                                              const PathOf& path_of);

/// How often a stage is tried again after it ended so: 1 for what may be chance (a crash, a limit,
/// a missing result), else 0.
[[nodiscard]] int retries(StageStatus status) noexcept;

/// Every stage of the plan gets a record. @throws only what `path_of` throws, and Error{kIo} for
/// rooms and store.
[[nodiscard]] StageRecords execute(const ExperimentPlan& plan, const StageOutputs& outputs,
                                   const PathOf& path_of, const ExecuteOptions& options,
                                   const StageListener& listener = {});

}  // namespace xner::flow
