// Run folders with known numbers, for the tests of reports.
#pragma once

#include <filesystem>

#include "harness/record/run_folder.hpp"

namespace xner::test {

/// A scored run of `method` on `target`: `counts` of PER, and one LOC that is found.
[[nodiscard]] record::RunRecord scored_run(const std::string& method, const std::string& target,
                                           std::uint64_t seed, score::Counts counts);
[[nodiscard]] record::RunRecord failed_run(const std::string& method, const std::string& target,
                                           std::uint64_t seed, const std::string& message);

/// Writes the run's folder below `experiment`, with env.json, speed.json, and counts.bin in which
/// the entities are spread over 40 sentences.
void write_run(const std::filesystem::path& experiment, const record::RunRecord& record);

/// What `xner bench --json` writes, of three kinds of stages.
[[nodiscard]] record::Json bench_json();

/// An experiment with all that a report must show: seeds, a failed run, a silent one, a departure,
/// random weights, a variant, irregularities, measured throughput, and a method name that tries to
/// be markup.
void write_experiment(const std::filesystem::path& experiment);

}  // namespace xner::test
