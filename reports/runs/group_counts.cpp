// See group_counts.hpp.
#include "reports/runs/group_counts.hpp"

#include "reports/runs/run_counts.hpp"

namespace xner::reports {

const std::vector<score::RunCounts>& GroupCounts::of(const Group& group) {
  const auto known = known_.find(&group);
  if (known != known_.end()) return known->second;
  std::vector<score::RunCounts> runs;
  for (std::size_t i = 0; i < group.folders.size(); ++i)
    runs.push_back(all_types(read_counts(group.folders[i], group.scores.runs[i])));
  return known_.emplace(&group, std::move(runs)).first->second;
}

}  // namespace xner::reports
