// Runs the stages of a prepared experiment as a person sees it: progress on the terminal, and
// Ctrl-C.
#pragma once

#include "harness/cli/interrupt.hpp"
#include "harness/flow/execute.hpp"
#include "harness/flow/prepare.hpp"

namespace xner::cli {

enum class KeepOutputs { kNo, kYes };
/// After a stage failed: all that does not build on it, or nothing more.
enum class OnFailure { kGoOn, kStop };

/// Each stage within the experiment's [limits]. After an interrupt, what did not run is recorded as
/// cancelled; so too after a failure with kStop. @param keep with kNo the folders of a stage
/// (models) go once nothing needs them.
[[nodiscard]] flow::StageRecords run_stages(const flow::Prepared& prepared,
                                            flow::StageOutputs& outputs, KeepOutputs keep,
                                            const Interrupt& interrupt,
                                            OnFailure on_failure = OnFailure::kGoOn);

}  // namespace xner::cli
