// The counts by sentence of one run.
#pragma once

#include <filesystem>

#include "harness/record/counts_file.hpp"
#include "harness/score/sentence_counts.hpp"

namespace xner::reports {

/// A run's counts.bin. @param known the run's score in metrics.json.
/// @throws Error{kIo, kData} if it is missing or damaged, or is not of that score.
[[nodiscard]] record::CountsTable read_counts(const std::filesystem::path& run,
                                              const score::Counts& known);

/// All types of a sentence together.
[[nodiscard]] score::RunCounts all_types(const record::CountsTable& table);

}  // namespace xner::reports
