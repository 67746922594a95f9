// Some runs of an experiment: `--only` and `--exclude` over the paths of runs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/flow/plan.hpp"

namespace xner::flow {

/// Globs ("*", "?", "[abc]") over "<method>/<variant>/<source>-<size>/<target>/seed-<n>". "*"
/// crosses slashes; a glob of the leading folders stands for all below them.
struct RunFilter {
  std::vector<std::string> only;     ///< a run is wanted if one matches; none: all are
  std::vector<std::string> exclude;  ///< and if none of these matches

  [[nodiscard]] bool empty() const noexcept { return only.empty() && exclude.empty(); }
  [[nodiscard]] bool takes(const std::string& path) const;
};

/// Keeps the runs that are wanted, and the stages that they build on; keys and order stay.
void keep_runs(ExperimentPlan& plan, const std::function<bool(const PlannedRun&)>& wanted);

}  // namespace xner::flow
