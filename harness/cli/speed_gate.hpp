// `xner gate METHOD --against PREFIX`: this installation's speed against another's, measured in
// turns on this machine. `xner gate NOW.json --baseline BEFORE.json`: measurements of one machine.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <stop_token>
#include <string>
#include <vector>

#include "harness/cli/gate.hpp"
#include "reports/gate/speed_gate.hpp"

namespace xner::cli {

/// The program of an installation. @throws Error{kUsage} if there is none that can be started.
[[nodiscard]] std::filesystem::path program_of(const std::string& prefix);

/// Measures once. @param program whose `bench` is asked. @returns Google Benchmark's JSON; null if
/// it was interrupted.
using Measure = std::function<record::Json(const std::filesystem::path& program)>;

/// A B, B A, A B, ...: what drifts meanwhile meets both sides alike.
/// @param told after each pair, how many are done. @returns nothing if it was interrupted.
/// @throws Error{kData} if one side has a benchmark that the other has not, or their devices,
/// precisions or threads differ.
[[nodiscard]] std::vector<reports::SpeedSeries> measure_in_turns(
    const std::filesystem::path& before, const std::filesystem::path& now, std::size_t pairs,
    const Measure& measure, const std::function<void(std::size_t)>& told);

/// @param told of each pair. @return 0 pass, 3 regression, 4 improvement and 6 inconclusive where
/// asked for, 130 if interrupted.
/// @throws Error{kUsage} for an unknown format, installation or margin; Error{kStage} if a
/// measurement failed; Error{kData} if the sides cannot be compared; Error{kIo}.
[[nodiscard]] int run_gate_in_turns(const GateOptions& options, const std::stop_token& stop,
                                    const std::function<void(std::size_t)>& told,
                                    std::ostream& out);
[[nodiscard]] int run_gate_of_files(const GateOptions& options, std::ostream& out,
                                    std::ostream& notes);

}  // namespace xner::cli
