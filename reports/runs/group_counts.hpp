// The counts by sentence of a group's runs, from their folders.
#pragma once

#include <map>
#include <vector>

#include "harness/score/sentence_counts.hpp"
#include "reports/runs/summary.hpp"

namespace xner::reports {

/// Read once each, kept until `clear`.
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
