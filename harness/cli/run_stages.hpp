// Runs the stages of prepared experiments as a person sees it: progress on the terminal, and
// Ctrl-C.
#pragma once

#include <filesystem>

#include "harness/cli/interrupt.hpp"
#include "harness/flow/execute.hpp"
#include "harness/flow/suite.hpp"

namespace xner::cli {

struct RunStagesOptions {
  bool keep_outputs = false;  ///< else the folders of a stage (models) go once nothing needs them
  std::size_t jobs = 1;
  std::filesystem::path status_folder{};  ///< where `xner status` looks; "": none
  bool fail_fast = false;                 ///< a failed stage stops all others
};

/// Each stage within the experiments' [limits]. After an interrupt, what did not run is recorded as
/// cancelled; so too after a failure with fail_fast.
[[nodiscard]] flow::StageRecords run_stages(flow::Suite& suite, const flow::StageOutputs& outputs,
                                            const RunStagesOptions& options,
                                            const Interrupt& interrupt);

}  // namespace xner::cli
