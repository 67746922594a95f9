// One run as it lies in its folder, and what its env.json says in words.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/record/errors_file.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/record/speed.hpp"

namespace xner::reports {

/// One of `record` and `problem` is set.
struct RunData {
  std::filesystem::path folder;  ///< relative to the experiment
  std::filesystem::path path;    ///< of the folder as it can be opened
  std::optional<record::RunRecord> record;
  std::string problem;
  record::Json environment = record::Json::object();
  std::vector<record::Measurement> speed;
  std::optional<score::ErrorAnalysis> errors{};  ///< nothing if the folder has no errors.json
};

/// All runs of an experiment's folder. A damaged env.json, speed.json or errors.json is a problem
/// of its run, not an error; so is a counts.bin that is damaged or not of the run's score, and the
/// run is left out.
/// @throws Error{kIo} if there is no such folder.
[[nodiscard]] std::vector<RunData> load_runs(const std::filesystem::path& experiment);

/// The build that made a run, by its env.json or its line in the history: "0.1.0 (9606c38c4abb,
/// changed)"; "" if that is not known.
[[nodiscard]] std::string maker_of(const record::Json& environment);

/// "CPU model, 2 cores, 15.6 GiB, OS"; "" if that is not known.
[[nodiscard]] std::string machine_of(const record::Json& environment);
/// What was typed to make the run; "" if that is not known.
[[nodiscard]] std::string command_of(const record::Json& environment);

}  // namespace xner::reports
