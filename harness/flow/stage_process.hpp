// Everything that xner asks of xner-worker: describe a plugin, plan with it, run one stage of it.
// What a plugin does in there ends that process and nothing else; it comes back from here as a
// value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "harness/sdk/plan.hpp"
#include "harness/sdk/stage_message.hpp"

namespace xner::flow {

enum class StageStatus {
  kOk,
  kException,  ///< the stage reported an error: `result.error_kind` and `error_message` are the
               ///< plugin's own
  kCrash,  ///< ended by a signal (abort, segmentation fault, ...), whatever it had reported before
  kTimeout,      ///< `StageLimits::wall_seconds`
  kNoProgress,   ///< `StageLimits::no_progress_seconds` without a heartbeat
  kOutOfMemory,  ///< an allocation failed
  kNoResult,     ///< ended, even with exit code 0, without a whole result
  kLoadError,    ///< the worker or the plugin could not be loaded: wrong tag, missing file, missing
                 ///< symbol
  kCancelled,    ///< the caller asked it to stop
};

/// Stable name for records: "ok", "exception", "crash", "timeout", "no-progress", "out-of-memory",
/// "no-result", "load-error", "cancelled".
[[nodiscard]] std::string_view status_name(StageStatus status) noexcept;

struct StageLimits {
  double wall_seconds = 0;           ///< 0: none
  double no_progress_seconds = 600;  ///< 0: none
  double grace_seconds = 10;         ///< between SIGTERM and SIGKILL
  std::uint64_t memory_bytes = 0;    ///< of data (RLIMIT_DATA); 0: none. For stages on a CPU only
};

struct StageOutcome {
  StageStatus status = StageStatus::kNoResult;
  std::string message;      ///< one line for the record: what happened, with its numbers; "" if ok
  sdk::StageResult result;  ///< usage, facts and environment as far as the worker reported; `ok`
                            ///< only if status is kOk
  std::string log_tail;     ///< end of the worker's standard output and error, at most 64 KiB
  std::optional<sdk::Progress> last_progress;
  std::vector<std::string>
      left_processes;  ///< "pid name" of what the stage left running (killed); also in the message
  int exit_code = 0;
  int signal = 0;
  std::string started;  ///< ISO 8601 in UTC; "" if the process could not be started
  double wall_seconds = 0;
  double user_seconds = 0;
  double system_seconds = 0;
  std::int64_t peak_memory = 0;  ///< resident, bytes
};

struct StageSetting {
  std::filesystem::path worker{};    ///< "": `worker_program()`
  std::filesystem::path log_file{};  ///< "": <scratch folder>/worker.log
  std::stop_token stop{};            ///< ends the stage with SIGTERM: kCancelled
};

/// xner-worker beside the running program, or $XNER_WORKER. @throws Error{kIo} if there is none.
[[nodiscard]] std::filesystem::path worker_program();

/// Runs one stage in a fresh process and waits for it. Makes the output and scratch folders, writes
/// the request to <scratch folder>/request.json; removes nothing. Several threads may each run one.
/// Success = a whole result that says ok, exit code 0, and every declared output there; nothing
/// less. A failed stage is a value: throws nothing but what `on_progress` throws.
[[nodiscard]] StageOutcome run_stage_process(
    const sdk::StageRequest& request, const StageLimits& limits,
    const std::function<void(const sdk::Progress&)>& on_progress = {},
    const StageSetting& setting = {});

/// What the plugin says about itself, and its stages for one experiment. Both load the plugin in a
/// process of its own.
/// @throws Error{kUsage} or {kPlugin} as the plugin's own call did; Error{kPlugin} if it crashed,
/// hung or lied.
[[nodiscard]] sdk::MethodDescription describe_plugin(const std::filesystem::path& plugin,
                                                     const StageSetting& setting = {});
[[nodiscard]] sdk::Plan plan_with_plugin(const std::filesystem::path& plugin,
                                         const sdk::PlanRequest& request,
                                         const StageSetting& setting = {});
/// A plan for each request, from one process: what a sweep asks for.
[[nodiscard]] std::vector<sdk::Plan> plan_with_plugin(const std::filesystem::path& plugin,
                                                      const std::vector<sdk::PlanRequest>& requests,
                                                      const StageSetting& setting = {});

}  // namespace xner::flow
