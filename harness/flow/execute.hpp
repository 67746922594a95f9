// Runs the stages of a plan, one process after another, in the folder of one experiment. A stage
// that fails takes down what builds on it and nothing else.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <stop_token>
#include <string>

#include "harness/flow/plan.hpp"
#include "harness/flow/stage_process.hpp"

namespace xner::flow {

/// What became of a stage.
struct StageRecord {
  bool ok = false;
  StageOutcome outcome;      ///< of its own process; of a default value if it never started
  std::string failed_stage;  ///< key of the stage whose failure ended it: itself, or one it builds
                             ///< on; "" if ok
  std::filesystem::path output_folder;
  std::filesystem::path log_file;
};
using StageRecords = std::map<std::string, StageRecord>;  // by key

/// What an observer may show. Called in order, from the thread that executes.
struct StageListener {
  std::function<void(const PlannedStage& stage, std::size_t number, std::size_t total)> started;
  std::function<void(const PlannedStage& stage, const sdk::Progress& progress)> progress;
  std::function<void(const PlannedStage& stage, const StageRecord& record)> finished;
};

/// Where the outputs of stages are, by key: the one question that execution asks before it starts a
/// stage.
class StageOutputs {
 public:
  explicit StageOutputs(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// The folder of a finished stage's outputs, or nothing if it has to run.
  [[nodiscard]] const std::filesystem::path* find(const std::string& key) const;
  /// <folder>/<key>: where a stage that has to run leaves its outputs, scratch and log.
  [[nodiscard]] std::filesystem::path room(const std::string& key) const { return folder_ / key; }
  void add(const std::string& key, std::filesystem::path outputs);

 private:
  std::filesystem::path folder_;
  std::map<std::string, std::filesystem::path> finished_;
};

struct ExecuteOptions {
  StageLimits limits;
  std::filesystem::path worker;  ///< "": beside xner
  bool keep_outputs = false;     ///< else folders (models) go when their last consumer is done
  std::stop_token stop;  ///< ends the running stage; what did not run is recorded as cancelled
};

/// The file or folder of an input that no stage makes.
using PathOf = std::function<std::filesystem::path(const std::string& from)>;

/// What a worker is asked for a stage: outputs and scratch are folders below `room`, each input is
/// where `path_of` says.
[[nodiscard]] sdk::StageRequest stage_request(
    const PlannedStage& stage, const std::filesystem::path& room,
    const std::function<std::filesystem::path(const PlannedInput&)>& path_of);

/// Every stage of the plan gets a record. @throws only what `path_of` throws, and Error{kIo} for
/// the folder itself.
[[nodiscard]] StageRecords execute(const ExperimentPlan& plan, StageOutputs& outputs,
                                   const PathOf& path_of, const ExecuteOptions& options,
                                   const StageListener& listener = {});

/// Only one process at a time may work on a folder. Held for the life of the object; ends with the
/// process.
class FolderLock {
 public:
  /// @throws Error{kUsage} if another process holds it, naming that process.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace xner::flow
