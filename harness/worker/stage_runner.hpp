// Runs one stage of one plugin, start to end, in this process.
#pragma once

#include <filesystem>

#include "harness/sdk/stage_message.hpp"
#include "harness/worker/result_pipe.hpp"

namespace xner::worker {

/// Reads the request, sets the process up, loads the plugin, runs its stage. What is known of the
/// stage so far (facts, usage, environment) is written into `result` as it becomes known, so that a
/// failed stage has it too.
/// @throws Error: whatever went wrong. `result.facts` says `sdk::kNotLoadedFact` if the plugin's
/// stage was not reached.
void run_stage(const std::filesystem::path& request_file, ResultPipe& pipe,
               sdk::StageResult& result);

}  // namespace xner::worker
