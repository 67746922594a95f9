// See run_stages.hpp.
#include "harness/cli/run_stages.hpp"

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

flow::StageRecords run_stages(const flow::Prepared& prepared, flow::StageOutputs& outputs,
                              KeepOutputs keep, const Interrupt& interrupt, OnFailure on_failure) {
  StageDisplay display;
  flow::ExecuteOptions execution;
  execution.limits = limits_of(prepared.experiment.limits);
  execution.keep_outputs = keep == KeepOutputs::kYes;
  std::stop_source stop;
  const std::stop_callback interrupted(interrupt.token(), [&stop] { stop.request_stop(); });
  execution.stop = stop.get_token();
  flow::StageListener listener = display.listener();
  if (on_failure == OnFailure::kStop)
    listener.finished = [&stop, shown = listener.finished](const flow::PlannedStage& stage,
                                                           const flow::StageRecord& record) {
      if (shown) shown(stage, record);
      if (!record.ok) stop.request_stop();
    };
  return flow::execute(
      prepared.plan, outputs,
      [&](const std::string& from) { return prepared.materials->path(from); }, execution, listener);
}

}  // namespace xner::cli
