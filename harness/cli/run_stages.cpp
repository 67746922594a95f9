// See run_stages.hpp.
#include "harness/cli/run_stages.hpp"

#include <optional>

#include "harness/cli/stage_display.hpp"

namespace xner::cli {
namespace {

flow::StageLimits limits_of(const config::Limits& limits) {
  flow::StageLimits stage;
  stage.wall_seconds = limits.stage_seconds;
  stage.no_progress_seconds = limits.no_progress_seconds;
  stage.memory_bytes = static_cast<std::uint64_t>(limits.memory_gib * static_cast<double>(1 << 30));
  return stage;
}

}  // namespace

flow::StageRecords run_stages(flow::Suite& suite, const flow::StageOutputs& outputs,
                              const RunStagesOptions& options, const Interrupt& interrupt) {
  std::optional<flow::SweepMonitor> monitor;
  if (!options.status_folder.empty())
    monitor.emplace(suite.plan, suite.name, options.jobs, options.status_folder);
  StageDisplay display(monitor ? &*monitor : nullptr);
  flow::StageListener listener = monitor ? monitor->listen(display.listener()) : display.listener();
  std::stop_source stop;
  const std::stop_callback interrupted(interrupt.token(), [&stop] { stop.request_stop(); });
  if (options.fail_fast)
    listener.finished = [&stop, shown = listener.finished](const flow::PlannedStage& stage,
                                                           const flow::StageRecord& record) {
      if (shown) shown(stage, record);
      if (!record.ok) stop.request_stop();
    };
  flow::ExecuteOptions execution;
  const config::Limits& limits = suite.parts.front().experiment.limits;
  execution.limits = limits_of(limits);
  execution.checkpoint_seconds = limits.checkpoint_seconds;
  execution.keep_outputs = options.keep_outputs;
  execution.jobs = options.jobs;
  execution.stop = stop.get_token();
  return flow::execute(
      suite.plan, outputs,
      [&](const flow::PlannedInput& input) { return flow::input_path(suite, input); }, execution,
      listener);
}

}  // namespace xner::cli
