// Where the outputs of stages are: in rooms of this process while it works, in the store for good.
// The one place that knows how a finished stage becomes an action and back again.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/flow/plan.hpp"
#include "harness/flow/stage_process.hpp"
#include "harness/store/store.hpp"

namespace xner::flow {

/// What became of a stage.
struct StageRecord {
  bool ok = false;
  bool recalled = false;     ///< from the store: nothing ran
  bool disputed = false;     ///< it made other bytes than the store has of an earlier time: the
                             ///< earlier ones are used
  StageOutcome outcome;      ///< of its own process, whenever that was; of a default value if it
                             ///< never started
  std::string failed_stage;  ///< key of the stage whose failure ended it: itself, or one it builds
                             ///< on; "" if ok
  std::filesystem::path output_folder;
  std::filesystem::path log_file;
};
using StageRecords = std::map<std::string, StageRecord>;  // by key

/// Several threads may use one, each for another stage.
class StageOutputs {
 public:
  /// @param folder rooms are made below it: on the store's filesystem, outputs are linked, not
  /// copied. @param store outlives this object.
  StageOutputs(std::filesystem::path folder, const store::Store& store)
      : folder_(std::move(folder)), store_(&store) {}

  /// <folder>/<key>: where a stage leaves its outputs, scratch and log.
  [[nodiscard]] std::filesystem::path room(const std::string& key) const { return folder_ / key; }
  [[nodiscard]] const store::Store& store() const noexcept { return *store_; }

  /// Whether the store has the stage's record and all of these outputs.
  [[nodiscard]] bool holds(const std::string& key, const std::set<std::string>& outputs) const;

  /// A stage that finished at some time, with these outputs in its room; nothing if the store lacks
  /// any of it. @throws Error{kIo}.
  [[nodiscard]] std::optional<StageRecord> recall(const std::string& key,
                                                  const std::set<std::string>& outputs) const;

  /// Publishes what a stage left in its room. If the store has other bytes for the key already, the
  /// room gets those, and the record says so. @throws Error{kIo}.
  void publish(const PlannedStage& stage, StageRecord& record) const;

  /// Nobody waits for these outputs (weights; key and name) any more: they go from room and store.
  /// @returns as store::Store::drop.
  std::string drop(const std::vector<std::pair<std::string, std::string>>& outputs) const;

 private:
  std::filesystem::path folder_;
  const store::Store* store_;
};

/// Where a stage's worker puts its outputs and its log, below the stage's room. What is published
/// is the folder that holds both.
inline constexpr const char* kPublishedFolder = "published";
[[nodiscard]] std::filesystem::path output_folder(const std::filesystem::path& room);
[[nodiscard]] std::filesystem::path log_file(const std::filesystem::path& room);

/// An outcome as an action's facts keep it, and back: everything but the log, which is a file.
[[nodiscard]] Json outcome_to_json(const StageOutcome& outcome);
/// @throws Error{kData} naming the field.
[[nodiscard]] StageOutcome outcome_from_json(const Json& json);

/// What has to be done for the results of a plan, and why.
struct StageNeed {
  bool runs = false;              ///< the store lacks it, or an output that is wanted
  std::set<std::string> outputs;  ///< that results or stages that run are made of
  std::size_t consumers = 0;      ///< stages that run and read one of them
};
using StageNeeds = std::map<std::string, StageNeed>;  // by key

/// @param holds whether the store has a stage's record and these outputs.
[[nodiscard]] StageNeeds stage_needs(
    const ExperimentPlan& plan,
    const std::function<bool(const std::string& key, const std::set<std::string>& outputs)>& holds);

}  // namespace xner::flow
