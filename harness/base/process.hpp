// Runs one child program under supervision: limits, heartbeat, log, result pipe. Used for every
// xner-worker. A child may throw, crash, hang, eat memory or leave daemons
// behind; the parent only takes note.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace xner {

/// The child's end of the result pipe is always this descriptor.
inline constexpr int kResultDescriptor = 3;
/// What is kept of the end of a child's output, in bytes.
inline constexpr std::size_t kLogTailBytes = 64 * 1024;

struct ProcessLimits {
  double wall_seconds = 0;         ///< 0: none
  double no_progress_seconds = 0;  ///< longest silence on the result pipe; 0: none
  double grace_seconds = 5;        ///< between SIGTERM and SIGKILL
  std::uint64_t data_bytes =
      0;  ///< RLIMIT_DATA (never RLIMIT_AS: LibTorch reserves far more than it uses); 0: none
};

struct ProcessCommand {
  std::vector<std::string> arguments{};              ///< [0] is the program's path
  std::map<std::string, std::string> environment{};  ///< set over the parent's own
  std::string input{};                               ///< standard input, whole
  std::filesystem::path log_file{};  ///< standard output and error; "" keeps only the tail
  std::uint64_t log_bytes = std::uint64_t{16}
                            << 20;  ///< a longer log loses its middle, not its end
};

enum class ProcessEnd { kExited, kSignalled, kWallLimit, kNoProgress, kCancelled };

struct ProcessOutcome {
  ProcessEnd end = ProcessEnd::kExited;  ///< the first cause: a child killed for its limit is
                                         ///< kWallLimit, not kSignalled
  int exit_code = 0;                     ///< if it exited
  int signal = 0;                        ///< if a signal ended it
  bool killed = false;                   ///< SIGTERM was not enough
  double wall_seconds = 0;
  double user_seconds = 0;
  double system_seconds = 0;
  std::int64_t peak_memory = 0;  ///< resident, bytes
  std::string log_tail;          ///< at most `kLogTailBytes`
  std::vector<std::string>
      left_processes;  ///< "pid name" of descendants that outlived the child; they were killed
};

/// Called for each line that arrives on the result pipe, without its line feed; each counts as
/// progress.
using LineHandler = std::function<void(std::string_view)>;

/// Starts the program in its own process group, waits for its end, and kills whatever it left
/// behind. Several threads may each run one. Makes the calling process a "subreaper", so that
/// orphans of the child are seen; they are known by an environment variable that they inherit. The
/// child dies with the calling thread.
/// @throws Error{kIo} if the program cannot be started; whatever `on_line` throws, once the child
/// is gone.
ProcessOutcome run_process(const ProcessCommand& command, const ProcessLimits& limits,
                           const LineHandler& on_line = {}, std::stop_token stop = {});

/// The folder of the running program (resolved), e.g. "<prefix>/bin".
[[nodiscard]] std::filesystem::path program_folder();

/// "SIGSEGV (segmentation fault)".
[[nodiscard]] std::string signal_text(int signal);

}  // namespace xner
