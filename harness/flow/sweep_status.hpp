// How far a sweep is: what runs, what is done, what is left and for how long. Kept in a file while
// it runs, so that another terminal can ask (`xner status`).
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "harness/flow/execute.hpp"

namespace xner::flow {

struct RunningStage {
  std::string stage;  ///< "wu_dredze train-seed-1"
  double seconds = 0;
  sdk::Progress progress;
};

struct SweepStatus {
  std::string experiment;
  std::string process;  ///< "<host>-<process>"
  std::string started;  ///< ISO 8601 in UTC, as the next
  std::string updated;
  std::size_t stages = 0;    ///< of the plan
  std::size_t recalled = 0;  ///< that were there already
  std::size_t done = 0;      ///< that ran and ended well
  std::size_t failed = 0;    ///< that ran and did not, and what builds on those
  std::vector<RunningStage> running;
  std::optional<double> seconds_left;  ///< none until a stage of each kind that is left has ended

  [[nodiscard]] std::size_t left() const noexcept {
    const std::size_t ended = recalled + done + failed;  // a stage that runs again ends twice
    return ended < stages ? stages - ended : 0;
  }
};

[[nodiscard]] Json to_json(const SweepStatus& status);
/// @throws Error{kData} naming the field.
[[nodiscard]] SweepStatus sweep_status_from_json(const Json& json);

/// Statuses of the sweeps that run now on an experiment's folder; what a dead process left is
/// passed over. @throws Error{kIo}.
[[nodiscard]] std::vector<SweepStatus> running_sweeps(const std::filesystem::path& experiment);

/// Listens to an execution and keeps the status of it. A thread of its own writes the file, so that
/// no stage waits for that.
class SweepMonitor {
 public:
  /// @param folder the status is written into within a tenth of a second of every start, new phase
  /// and end of a stage, else once a second; once more when this object goes.
  SweepMonitor(const ExperimentPlan& plan, std::string experiment, std::size_t jobs,
               const std::filesystem::path& folder);
  /// Notes, then passes on. Refers to this object.
  [[nodiscard]] StageListener listen(const StageListener& next);
  [[nodiscard]] const SweepStatus& status() const noexcept { return status_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Kind {  // stages of one method and type
    std::size_t left = 0;
    std::size_t ended = 0;
    double seconds = 0;
  };
  struct Active {
    std::string stage;
    Clock::time_point since;
    sdk::Progress progress;
  };
  void start(const PlannedStage& stage);
  void proceed(const PlannedStage& stage, const sdk::Progress& progress);
  void leave(const PlannedStage& stage);  // another process has it
  void finish(const PlannedStage& stage, const StageRecord& record);
  void update(bool soon);  // with the lock, as the next
  [[nodiscard]] std::optional<double> seconds_left() const;
  void keep_file(const std::stop_token& stop);

  std::filesystem::path file_;
  std::size_t jobs_;
  std::mutex mutex_;  // of all below; only the listener's functions write
  std::map<std::string, Kind> kinds_;
  std::map<std::string, Active> active_;  // by key
  SweepStatus status_;
  bool is_new_ = false, is_new_soon_ = false;
  std::condition_variable_any changed_;
  std::jthread writer_;
};

}  // namespace xner::flow
