// See select.hpp.
#include "harness/flow/select.hpp"

#include <algorithm>
#include <limits>

#include <fnmatch.h>

namespace xner::flow {
namespace {

/// Of the path or of its leading folders.
bool matches(const std::string& glob, const std::string& path) {
  for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
    if (::fnmatch(glob.c_str(), path.substr(0, end).c_str(), 0) == 0) return true;
    if (end == path.npos) return false;
  }
}

bool any_matches(const std::vector<std::string>& globs, const std::string& path) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const auto& glob) { return matches(glob, path); });
}

}  // namespace

bool RunFilter::takes(const std::string& path) const {
  return (only.empty() || any_matches(only, path)) && !any_matches(exclude, path);
}

void keep_runs(ExperimentPlan& plan, const std::function<bool(const PlannedRun&)>& wanted) {
  std::erase_if(plan.runs, [&](const PlannedRun& run) { return !wanted(run); });
  constexpr std::size_t kGone = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> moved(plan.stages.size(), kGone);
  for (const PlannedRun& run : plan.runs)
    for (const std::size_t stage : run.stages) moved[stage] = 0;
  std::vector<PlannedStage> stages;
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    if (moved[i] == kGone) continue;
    moved[i] = stages.size();
    stages.push_back(std::move(plan.stages[i]));
  }
  plan.stages = std::move(stages);
  for (PlannedRun& run : plan.runs)
    for (std::size_t& stage : run.stages) stage = moved[stage];
}

}  // namespace xner::flow
