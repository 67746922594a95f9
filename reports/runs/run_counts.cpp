// See run_counts.hpp.
#include "reports/runs/run_counts.hpp"

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/record/run_folder.hpp"

namespace xner::reports {

record::CountsTable read_counts(const std::filesystem::path& run, const score::Counts& known) {
  const auto file = run / record::kCountsFile;
  record::CountsTable table = record::counts_from_bytes(read_file(file), file);
  const score::Counts sums = score::total(all_types(table));
  if (sums == known) return table;
  throw Error(
      ErrorKind::kData,
      fmt::format("expected the sums of {}: gold {}, predicted {}, correct {}; found {}, {}, {}",
                  record::kMetricsFile, known.gold, known.predicted, known.correct, sums.gold,
                  sums.predicted, sums.correct),
      Place{file.string()}, "run it again: a run folder is written as a whole");
}

score::RunCounts all_types(const record::CountsTable& table) {
  score::RunCounts run(table.sentences);
  const std::size_t types = table.types.size();
  for (std::size_t s = 0; s < table.sentences; ++s)
    for (std::size_t t = 0; t < types; ++t) {
      const auto& [gold, predicted, correct] = table.counts[s * types + t];
      run[s].gold += gold;
      run[s].predicted += predicted;
      run[s].correct += correct;
    }
  return run;
}

}  // namespace xner::reports
