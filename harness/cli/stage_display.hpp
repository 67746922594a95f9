// Shows on stderr how stages go: one line that changes on a terminal, one quiet line a stage
// elsewhere.
#pragma once

#include <chrono>
#include <string>

#include "harness/flow/execute.hpp"

namespace xner::cli {

class StageDisplay {
 public:
  StageDisplay();
  /// Callbacks that refer to this object: it must outlive the execution.
  [[nodiscard]] flow::StageListener listener();

 private:
  void started(const flow::PlannedStage& stage, std::size_t number, std::size_t total);
  void progress(const sdk::Progress& progress);
  void finished(const flow::PlannedStage& stage, const flow::StageRecord& record);

  bool lively_;
  std::string head_;  ///< "[3/9] wu_dredze train-seed-1"
  std::chrono::steady_clock::time_point shown_{};
};

}  // namespace xner::cli
