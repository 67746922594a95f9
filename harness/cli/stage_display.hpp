// Shows on stderr how stages go: one line that changes on a terminal, one quiet line a stage
// elsewhere.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "harness/flow/sweep_status.hpp"

namespace xner::cli {

class StageDisplay {
 public:
  /// @param monitor knows the time left; may be null; outlives this object.
  explicit StageDisplay(const flow::SweepMonitor* monitor = nullptr);
  /// Callbacks that refer to this object: it must outlive the execution.
  [[nodiscard]] flow::StageListener listener();

 private:
  void started(const flow::PlannedStage& stage, std::size_t number, std::size_t total);
  void progress(const flow::PlannedStage& stage, const sdk::Progress& progress);
  void awaited(const flow::PlannedStage& stage, const std::string& who);
  void finished(const flow::PlannedStage& stage, const flow::StageRecord& record);
  void show();

  struct Running {
    std::string head;  ///< "[3/9] wu_dredze train-seed-1"
    std::string now;   ///< "train 12/40, loss 0.132"
  };
  const flow::SweepMonitor* monitor_;
  bool lively_;
  std::map<std::string, Running> running_;  ///< by key
  std::chrono::steady_clock::time_point shown_{};
};

}  // namespace xner::cli
