// From finished stages to run folders: gold joins the predictions here and nowhere else.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/flow/execute.hpp"
#include "harness/flow/prepare.hpp"
#include "harness/record/run_record.hpp"

namespace xner::flow {

/// A run that failed. Its score is in its folder, as that of every other: a sweep may have many.
struct FailedRun {
  std::filesystem::path folder;
  record::Failure failure;
};

struct Results {
  std::size_t ended = 0;  ///< runs that have a folder now: well or not, anew or as it was
  std::vector<FailedRun> failed;
  std::size_t unchanged = 0;    ///< runs whose folder stood already, and is as it was
  std::size_t interrupted = 0;  ///< runs that did not end; no folder is written for them
};

/// Where and under which name a run of this experiment stands.
[[nodiscard]] record::RunId run_id(const config::Experiment& experiment, const PlannedRun& run);

/// Scores every run and publishes its folder below <folder>; appends a line a run to
/// <folder>/history.jsonl; several at a time, so that they wait for the disk together. Before a
/// folder is replaced, or if it stays, its own line is there: if whoever published it died before
/// that, it is made from the folder, in the plan's order among those. A folder
/// that stands and says the same (stages recalled, equal keys and configuration, this version's
/// score) is left alone. A run whose stages failed, or whose predictions are no predictions,
/// becomes a failed record.
/// @throws Error{kIo, kData} for what is no fault of a stage.
[[nodiscard]] Results publish_results(Prepared& prepared, const StageRecords& stages,
                                      const std::filesystem::path& folder);

}  // namespace xner::flow
