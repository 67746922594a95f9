// See stage_context.hpp.
#include "harness/worker/stage_context.hpp"

#include <algorithm>
#include <csignal>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"

namespace xner::worker {
namespace {

volatile std::sig_atomic_t cancelled = 0;

extern "C" void note_cancellation(int) { cancelled = 1; }

}  // namespace

void cancel_on_sigterm() {
  struct sigaction action {};
  action.sa_handler = note_cancellation;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGTERM, &action, nullptr);
}

std::filesystem::path input_path(const sdk::StageRequest& request, const std::string& name) {
  const auto found = request.inputs.find(name);
  if (found != request.inputs.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& entry : request.inputs) names.push_back(entry.first);
  throw Error(ErrorKind::kPlugin,
              fmt::format("stage '{}' asks for input '{}', which its plan does not name",
                          request.type, name),
              {}, nearest_hint(name, names));
}

std::filesystem::path output_path(const sdk::StageRequest& request, const std::string& name) {
  const auto& names = request.outputs;
  if (std::find(names.begin(), names.end(), name) != names.end())
    return request.output_folder / name;
  throw Error(ErrorKind::kPlugin,
              fmt::format("stage '{}' asks for output '{}', which its plan does not name",
                          request.type, name),
              {}, nearest_hint(name, names));
}

void WorkerContext::progress(const sdk::Progress& progress) {
  if (cancelled != 0) throw Error(ErrorKind::kStage, "cancelled");
  // A plugin may report every step; the pipe gets a few lines a second, and every change of phase.
  constexpr auto kShortestGap = std::chrono::milliseconds(200);
  const auto now = std::chrono::steady_clock::now();
  if (progress.phase == last_phase_ && now - last_sent_ < kShortestGap) return;
  last_phase_ = progress.phase;
  last_sent_ = now;
  pipe_.send(progress);
}

}  // namespace xner::worker
