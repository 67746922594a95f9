// See stage_process.hpp.
#include "harness/flow/stage_process.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/amounts.hpp"
#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/process.hpp"
#include "harness/base/unsynced_file.hpp"
#include "harness/base/utf8.hpp"
#include "harness/record/environment.hpp"
#include "harness/sdk/json_fields.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::pair<StageStatus, std::string_view>, 9> kStatusNames{{
    {StageStatus::kOk, "ok"},
    {StageStatus::kException, "exception"},
    {StageStatus::kCrash, "crash"},
    {StageStatus::kTimeout, "timeout"},
    {StageStatus::kNoProgress, "no-progress"},
    {StageStatus::kOutOfMemory, "out-of-memory"},
    {StageStatus::kNoResult, "no-result"},
    {StageStatus::kLoadError, "load-error"},
    {StageStatus::kCancelled, "cancelled"},
}};

/// What came through the result pipe.
struct Messages {
  std::optional<sdk::StageResult> result;
  std::optional<sdk::Progress> last_progress;
  std::string damage;  ///< the first message that could not be read
};

/// "during train 40/100" as far as it is known.
std::string where(const Messages& messages) {
  if (!messages.last_progress) return "before its first heartbeat";
  const sdk::Progress& last = *messages.last_progress;
  if (last.total > 0) return fmt::format("during {} {}/{}", last.phase, last.done, last.total);
  return "during " + last.phase;
}

/// The last line that says something, for the one-line message.
std::string last_line(const std::string& log) {
  const std::size_t end = log.find_last_not_of("\r\n \t");
  if (end == std::string::npos) return "";
  const std::size_t line_feed = log.find_last_of('\n', end);
  const std::size_t begin = line_feed == std::string::npos ? 0 : line_feed + 1;
  constexpr std::size_t kLongest = 300;
  return printable(log.substr(begin, std::min(kLongest, end - begin + 1)));
}

using Verdict = std::pair<StageStatus, std::string>;

Verdict judge_failure_report(const sdk::StageResult& result) {
  if (result.facts.is_object() && result.facts.contains(sdk::kNotLoadedFact))
    return {StageStatus::kLoadError, result.error_message};
  if (result.error_message.starts_with(sdk::kOutOfMemory))
    return {StageStatus::kOutOfMemory, result.error_message};
  return {StageStatus::kException, result.error_message};
}

Verdict judge_signal(const ProcessOutcome& process, const Messages& messages) {
  std::string text = fmt::format("crashed by {} {}", signal_text(process.signal), where(messages));
  if (process.signal == SIGKILL)
    text +=
        fmt::format("; nobody here sent it: most often the kernel's out-of-memory killer (peak {})",
                    bytes_text(process.peak_memory));
  else if (const std::string line = last_line(process.log_tail); !line.empty())
    text += "; last log line: " + line;
  return {StageStatus::kCrash, text};
}

Verdict judge_exit(const ProcessOutcome& process, const Messages& messages) {
  if (messages.result && !messages.result->ok) return judge_failure_report(*messages.result);
  if (messages.result && process.exit_code != 0)
    return {StageStatus::kCrash,
            fmt::format("reported success, then ended with exit code {}", process.exit_code)};
  if (messages.result) return {StageStatus::kOk, ""};
  std::string text =
      fmt::format("ended with exit code {} and no result {}", process.exit_code, where(messages));
  if (!messages.damage.empty()) text += "; " + messages.damage;
  if (const std::string line = last_line(process.log_tail); !line.empty())
    text += "; last log line: " + line;
  return {StageStatus::kNoResult, text};
}

Verdict judge(const ProcessOutcome& process, const ProcessLimits& limits,
              const Messages& messages) {
  const std::string by = process.killed ? "killed (SIGTERM was not enough)" : "ended by SIGTERM";
  switch (process.end) {
    case ProcessEnd::kWallLimit:
      return {StageStatus::kTimeout, fmt::format("over its limit of {} s {}: {}",
                                                 limits.wall_seconds, where(messages), by)};
    case ProcessEnd::kNoProgress:
      return {StageStatus::kNoProgress,
              fmt::format("no heartbeat for {} s {}: {}", limits.no_progress_seconds,
                          where(messages), by)};
    case ProcessEnd::kCancelled:
      return {StageStatus::kCancelled, fmt::format("cancelled {}: {}", where(messages), by)};
    case ProcessEnd::kSignalled:
      return judge_signal(process, messages);
    case ProcessEnd::kExited:
      return judge_exit(process, messages);
  }
  return {StageStatus::kNoResult, ""};
}

/// Where memory is limited, want of it names the limit: what ends in a library that is being loaded
/// reports nothing, and only its log says why.
Verdict name_memory_limit(Verdict verdict, const ProcessOutcome& process,
                          const ProcessLimits& limits) {
  auto& [status, message] = verdict;
  if (limits.data_bytes == 0) return verdict;
  if (status == StageStatus::kCrash && process.log_tail.find("std::bad_alloc") != std::string::npos)
    status = StageStatus::kOutOfMemory;
  if (status == StageStatus::kOutOfMemory)
    message += fmt::format("; limits.memory_gib allows {}",
                           bytes_text(static_cast<std::int64_t>(limits.data_bytes)));
  return verdict;
}

Messages& take(Messages& messages, std::string_view line,
               const std::function<void(const sdk::Progress&)>& on_progress) {
  sdk::StageMessage message;
  try {
    message = sdk::unframe(std::string(line));
  } catch (const Error& error) {
    if (messages.damage.empty()) messages.damage = error.message();
    return messages;
  }
  if (auto* result = std::get_if<sdk::StageResult>(&message)) messages.result = std::move(*result);
  if (auto* progress = std::get_if<sdk::Progress>(&message)) {
    if (on_progress) on_progress(*progress);
    messages.last_progress = std::move(*progress);
  }
  return messages;
}

fs::path worker_of(const StageSetting& setting) {
  return setting.worker.empty() ? worker_program() : setting.worker;
}

/// Threads that wait for work spin first, and on cores that other processes use too each spin costs
/// a time slice: a step took 16 times as long beside a compiler. A short spin costs nothing on an
/// idle machine.
void shorten_spinning(ProcessCommand& command) {
  for (const char* chosen : {"GOMP_SPINCOUNT", "OMP_WAIT_POLICY"})
    if (std::getenv(chosen) != nullptr) return;
  command.environment["GOMP_SPINCOUNT"] = "1000";
}

ProcessCommand stage_command(const sdk::StageRequest& request, const StageSetting& setting) {
  fs::create_directories(request.output_folder);
  fs::create_directories(request.scratch_folder);
  const fs::path file = request.scratch_folder / "request.json";
  write_unseen(file, to_json(request).dump(1) + "\n");
  ProcessCommand command;
  command.arguments = {worker_of(setting).string(), "--stage", file.string(), "--result-fd",
                       std::to_string(kResultDescriptor)};
  // What a library writes unasked goes where it is removed.
  command.environment["TMPDIR"] = request.scratch_folder.string();
  shorten_spinning(command);
  command.log_file =
      setting.log_file.empty() ? request.scratch_folder / "worker.log" : setting.log_file;
  return command;
}

void check_outputs(const sdk::StageRequest& request, StageOutcome& outcome) {
  for (const std::string& name : request.outputs) {
    if (outcome.status != StageStatus::kOk || fs::exists(request.output_folder / name)) continue;
    outcome.status = StageStatus::kNoResult;
    outcome.message = fmt::format("reported success without its output '{}'", name);
  }
}

StageOutcome could_not_start(const std::string& reason) {
  StageOutcome outcome;
  outcome.status = StageStatus::kLoadError;
  outcome.message = reason;
  return outcome;
}

StageOutcome outcome_of(const ProcessOutcome& process, const ProcessLimits& limits,
                        Messages messages) {
  StageOutcome outcome;
  std::tie(outcome.status, outcome.message) =
      name_memory_limit(judge(process, limits, messages), process, limits);
  outcome.last_progress = messages.last_progress;
  if (messages.result) outcome.result = std::move(*messages.result);
  if (outcome.status != StageStatus::kOk) outcome.result.ok = false;
  outcome.log_tail = process.log_tail;
  outcome.left_processes = process.left_processes;
  outcome.exit_code = process.exit_code;
  outcome.signal = process.signal;
  outcome.wall_seconds = process.wall_seconds;
  outcome.user_seconds = process.user_seconds;
  outcome.system_seconds = process.system_seconds;
  outcome.peak_memory = process.peak_memory;
  return outcome;
}

/// Runs `xner-worker --describe` or `--plan`, which answer with one line of JSON or one failed
/// result.
sdk::Json ask(const char* question, const fs::path& plugin, std::string input,
              const StageSetting& setting) {
  ProcessCommand command;
  command.arguments = {worker_of(setting).string(), question, plugin.string(), "--result-fd",
                       std::to_string(kResultDescriptor)};
  command.input = std::move(input);
  command.log_file = setting.log_file;
  constexpr double kPatience =
      120;  // seconds: loading LibTorch from a cold disk, and a pure function
  const ProcessLimits limits{.wall_seconds = kPatience};
  std::vector<std::string> lines;
  const ProcessOutcome process = run_process(
      command, limits, [&](std::string_view line) { lines.emplace_back(line); }, setting.stop);
  Messages messages;
  sdk::Json answer(sdk::Json::value_t::discarded);
  if (lines.size() == 1 && (lines[0].starts_with('{') || lines[0].starts_with('[')))
    answer = parse_json(lines[0]);
  else if (lines.size() == 1)
    take(messages, lines[0], {});
  if (messages.result && process.end == ProcessEnd::kExited)
    throw Error(kind_from_name(messages.result->error_kind), messages.result->error_message,
                Place{plugin.string()});
  const bool clean = process.end == ProcessEnd::kExited && process.exit_code == 0;
  if (clean && !answer.is_discarded()) return answer;
  throw Error(ErrorKind::kPlugin,
              fmt::format("xner-worker {}: {}", question, judge(process, limits, messages).second),
              Place{plugin.string()});
}

}  // namespace

std::string_view status_name(StageStatus status) noexcept {
  for (const auto& [value, name] : kStatusNames)
    if (value == status) return name;
  return "no-result";
}

fs::path worker_program() {
  const char* chosen = std::getenv("XNER_WORKER");
  fs::path program =
      chosen != nullptr && *chosen != '\0' ? fs::path(chosen) : program_folder() / "xner-worker";
  if (::access(program.c_str(), X_OK) == 0) return program;
  throw Error(ErrorKind::kIo,
              fmt::format("expected the program xner-worker at {}, found none", program.string()),
              {}, "build the target xner-worker, or set XNER_WORKER");
}

StageOutcome run_stage_process(const sdk::StageRequest& request, const StageLimits& limits,
                               const std::function<void(const sdk::Progress&)>& on_progress,
                               const StageSetting& setting) {
  ProcessCommand command;
  try {
    command = stage_command(request, setting);
  } catch (const std::exception& error) {
    return could_not_start(error.what());
  }
  const ProcessLimits process_limits{limits.wall_seconds, limits.no_progress_seconds,
                                     limits.grace_seconds, limits.memory_bytes};
  const std::string started = record::utc_now();
  Messages messages;
  std::exception_ptr callback_error;
  ProcessOutcome process;
  try {
    process = run_process(
        command, process_limits,
        [&](std::string_view line) {
          try {
            take(messages, line, on_progress);
          } catch (...) {
            callback_error = std::current_exception();
            throw;
          }
        },
        setting.stop);
  } catch (const Error& error) {
    if (callback_error) std::rethrow_exception(callback_error);
    return could_not_start(error.what());
  }
  StageOutcome outcome = outcome_of(process, process_limits, std::move(messages));
  outcome.started = started;
  check_outputs(request, outcome);
  if (!outcome.left_processes.empty())
    outcome.message +=
        fmt::format("{}left processes behind, now killed: {}", outcome.message.empty() ? "" : "; ",
                    fmt::join(outcome.left_processes, ", "));
  return outcome;
}

sdk::MethodDescription describe_plugin(const fs::path& plugin, const StageSetting& setting) {
  return ask("--describe", plugin, "", setting).get<sdk::MethodDescription>();
}

sdk::Plan plan_with_plugin(const fs::path& plugin, const sdk::PlanRequest& request,
                           const StageSetting& setting) {
  return ask("--plan", plugin, sdk::Json(request).dump() + "\n", setting).get<sdk::Plan>();
}

std::vector<sdk::Plan> plan_with_plugin(const fs::path& plugin,
                                        const std::vector<sdk::PlanRequest>& requests,
                                        const StageSetting& setting) {
  auto plans = ask("--plan", plugin, sdk::Json(requests).dump() + "\n", setting)
                   .get<std::vector<sdk::Plan>>();
  if (plans.size() == requests.size()) return plans;
  throw Error(
      ErrorKind::kPlugin,
      fmt::format("xner-worker --plan: expected {} plans, found {}", requests.size(), plans.size()),
      Place{plugin.string()});
}

}  // namespace xner::flow
