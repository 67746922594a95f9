// The one message between xner and xner-worker: a stage in (a JSON file), progress lines and one
// result out (a pipe).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/sdk/plan.hpp"

namespace xner::sdk {

/// `xner-worker --stage FILE`: all that a stage may know. No target gold is in it or reachable from
/// it.
struct StageRequest {
  std::string key;               ///< 64 hex digits
  std::filesystem::path plugin;  ///< the .so that owns the stage
  std::string method;
  std::string type;
  Json parameters;
  std::map<std::string, std::filesystem::path>
      inputs;                            ///< by StageInput::name: canonical corpora, folders, files
  std::vector<std::string> outputs;      ///< StageSpec::outputs: all must exist when the stage ends
  std::filesystem::path output_folder;   ///< the stage's outputs, and nothing else, go here
  std::filesystem::path scratch_folder;  ///< anything else; removed afterwards
  /// What a later start of this stage goes on from, whatever became of this one; "": nothing is
  /// kept.
  std::filesystem::path checkpoint_folder;
  double checkpoint_seconds = 0;  ///< between two checkpoints of a training; 0: none while it runs
};

/// A heartbeat: at least one every few seconds while the stage makes progress.
struct Progress {
  std::string phase;  ///< "encode", "train", "evaluate", "predict"
  std::int64_t done = 0;
  std::int64_t total = 0;  ///< 0: unknown
  std::string note;        ///< e.g. "loss 0.132, dev F1 81.2"
};

/// What the worker measured while the stage ran; times in seconds, memory in bytes.
struct Usage {
  double load_seconds = 0;         ///< start of the process until the plugin's run_stage is called
  double train_seconds = 0;        ///< sum over training loops
  double predict_seconds = 0;      ///< sum over annotations of targets
  double evaluate_seconds = 0;     ///< at evaluation points inside training: source dev, and for
                                   ///< the oracle the targets, which count as annotations too
  double train_cpu_seconds = 0;    ///< processor time of all threads in `train_seconds`
  double predict_cpu_seconds = 0;  ///< the same in `predict_seconds`
  std::int64_t train_steps = 0;
  std::int64_t train_sentences = 0;
  std::int64_t train_words = 0;
  std::int64_t train_pieces = 0;  ///< real wordpieces, no padding
  std::int64_t predict_sentences = 0;
  std::int64_t predict_words = 0;
  std::int64_t predict_pieces = 0;
  std::int64_t peak_device_memory = 0;  ///< 0 on a CPU
};

[[nodiscard]] Json to_json(const Usage& usage);
/// @param what is read, for errors. @throws Error{kPlugin} naming the missing or wrong field.
[[nodiscard]] Usage usage_from_json(const Json& json, const std::string& what);

struct StageResult {
  bool ok = false;
  std::string error_kind;     ///< `kind_name`, "" if ok
  std::string error_message;  ///< "" if ok
  Json facts;        ///< the stage's own: {"words_without_piece": 3, "best_step": 120, ...}
  Json environment;  ///< libtorch, device, cpu capability, threads, precision
  Usage usage;
};

using StageMessage = std::variant<Progress, StageResult>;

[[nodiscard]] Json to_json(const StageRequest& request);
/// @throws Error{kUsage} naming the missing or wrong field.
[[nodiscard]] StageRequest stage_request_from_json(const Json& json);

/// How a result's `error_message` begins when an allocation failed, on the host or on a device.
inline constexpr std::string_view kOutOfMemory = "out of memory";
/// `StageResult::facts` beside the stage's own: true if the plugin was never reached, so that
/// nothing of it ran.
inline constexpr const char* kNotLoadedFact = "not_loaded";
/// `StageResult::facts`: global state that the plugin changed and did not put back, by name.
inline constexpr const char* kLeaksFact = "leaks";

[[nodiscard]] Json to_json(const StageResult& result);
/// @throws Error{kPlugin} naming the missing or wrong field.
[[nodiscard]] StageResult stage_result_from_json(const Json& json);

/// One line, "xner1 <bytes> <sha256, first 8 digits> <json>\n": a message that is cut or damaged is
/// noticed.
[[nodiscard]] std::string frame(const StageMessage& message);
/// @throws Error{kPlugin} if the line is not a whole, undamaged message.
[[nodiscard]] StageMessage unframe(const std::string& line);

}  // namespace xner::sdk
