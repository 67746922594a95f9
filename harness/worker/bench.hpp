// Measured throughput: one stage again and again in this process, timed through Google Benchmark.
// The times are those that the SDK's training and prediction loops take themselves: loading,
// reading and encoding are not in them.
#pragma once

#include <filesystem>

#include "harness/sdk/stage_message.hpp"

namespace xner::worker {

/// What is measured: a stage as `run` left it behind, and how often.
struct BenchRequest {
  sdk::StageRequest stage;
  int repetitions = 5;           ///< after one repetition that warms up and is not counted
  std::filesystem::path output;  ///< Google Benchmark's JSON
};

/// {"stage": StageRequest, "repetitions", "output"}. @throws Error{kUsage} naming the field that is
/// wrong.
[[nodiscard]] BenchRequest read_bench_request(const std::filesystem::path& file);

/// Runs the stage `1 + repetitions` times and writes its benchmarks: "<type>/train" with steps,
/// sentences, words and wordpieces a second; "<type>/predict" with sentences, words and wordpieces
/// a second; for a stage that labels text,
/// "<type>/latency" too: milliseconds for one sentence alone, with percentiles. Each has the peak
/// memory.
/// @throws Error as the stage does; Error{kUsage} if it neither trains nor predicts.
void run_bench(const BenchRequest& request);

}  // namespace xner::worker
