// See group_counts.hpp.
#include "reports/group_counts.hpp"

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/record/counts_file.hpp"

namespace xner::reports {
namespace {

score::RunCounts read_run(const std::filesystem::path& folder, const score::Counts& known) {
  const auto file = folder / record::kCountsFile;
  const record::CountsTable table = record::counts_from_bytes(read_file(file), file);
  score::RunCounts run(table.sentences);
  const std::size_t types = table.types.size();
  for (std::size_t s = 0; s < table.sentences; ++s)
    for (std::size_t t = 0; t < types; ++t) {
      const auto& [gold, predicted, correct] = table.counts[s * types + t];
      run[s].gold += gold;
      run[s].predicted += predicted;
      run[s].correct += correct;
    }
  if (score::total(run) != known)
    throw Error(ErrorKind::kData, "expected the counts of the run's metrics.json, found others",
                Place{file.string()}, "run it again: a run folder is written as a whole");
  return run;
}

}  // namespace

const std::vector<score::RunCounts>& GroupCounts::of(const Group& group) {
  const auto known = known_.find(&group);
  if (known != known_.end()) return known->second;
  std::vector<score::RunCounts> runs;
  for (std::size_t i = 0; i < group.folders.size(); ++i)
    runs.push_back(read_run(group.folders[i], group.scores.runs[i]));
  return known_.emplace(&group, std::move(runs)).first->second;
}

}  // namespace xner::reports
