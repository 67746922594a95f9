// Per-sentence counts of runs, from their folders.
#pragma once

#include <filesystem>
#include <map>
#include <vector>

#include "harness/record/counts_file.hpp"
#include "harness/score/sentence_counts.hpp"
#include "reports/summary.hpp"

namespace xner::reports {

/// A run's counts.bin. @param known the run's score in metrics.json.
/// @throws Error{kIo, kData} if it is missing or damaged, or is not of that score.
[[nodiscard]] record::CountsTable read_counts(const std::filesystem::path& run,
                                              const score::Counts& known);

/// All types of a sentence together.
[[nodiscard]] score::RunCounts all_types(const record::CountsTable& table);

/// Those of a group's runs: read once each, kept until `clear`.
class GroupCounts {
 public:
  /// The runs in the order of the group's seeds, all types together.
  /// @throws Error{kIo, kData} if a counts.bin is missing or damaged, or is not of the run's score.
  [[nodiscard]] const std::vector<score::RunCounts>& of(const Group& group);
  void clear() { known_.clear(); }

 private:
  std::map<const Group*, std::vector<score::RunCounts>> known_;
};

}  // namespace xner::reports
