// How long a report of many runs takes, from run folders to all its formats: 1,000 runs of 2,000
// sentences, 200 results, 220 tests: 209 differences to a full method and 11 of the best to the
// second. The folders are made first; a report with another number of tests is an error.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include "harness/base/files.hpp"
#include "harness/base/random.hpp"
#include "harness/record/counts_file.hpp"
#include "harness/record/run_folder.hpp"
#include "reports/report/report.hpp"

namespace {

using namespace xner;

constexpr std::uint64_t kVariants = 20, kTargets = 10, kSeeds = 5;
constexpr std::size_t kSentences = 2000;

/// Two entities in three sentences, found with a chance that falls with the variant.
record::RunRecord make_run(std::uint64_t variant, std::uint64_t target, std::uint64_t seed) {
  record::RunRecord run;
  run.id = {"method",
            variant == 0 ? "base" : fmt::format("without={}", variant),
            "source",
            "1000",
            fmt::format("t{}", target),
            seed};
  run.experiment = "bench";
  run.encoder = "encoder";
  run.selector = "last";
  run.signature = fmt::format("f1|data:t{}", target);
  run.score.emplace();
  RandomStream gold(target), found(1000 * variant + 10 * target + seed);
  for (std::size_t i = 0; i < kSentences; ++i) {
    auto& sentence = run.score->sentences.emplace_back();
    for (const char* type : {"LOC", "MISC", "ORG", "PER"}) {
      const auto here = static_cast<std::int64_t>(gold.below(6) == 0);
      const auto right = here > 0 && found.below(100) < 70 - variant ? here : 0;
      const auto wrong = static_cast<std::int64_t>(found.below(30) == 0);
      if (here + wrong > 0) sentence[type] = {here, right + wrong, right};
    }
  }
  score::add_up(*run.score);
  run.selectors["last"].overall = run.score->overall;
  return run;
}

void write_runs(const std::filesystem::path& experiment) {
  for (std::uint64_t variant = 0; variant < kVariants; ++variant)
    for (std::uint64_t target = 0; target < kTargets; ++target)
      for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        const record::RunRecord run = make_run(variant, target, seed);
        const auto folder = experiment / run.id.folder();
        record::write_json(folder / record::kMetricsFile, to_json(run));
        write_file(folder / record::kCountsFile, to_bytes(record::counts_table(*run.score)));
      }
}

std::size_t report(const std::filesystem::path& experiment, std::int64_t& compared) {
  const reports::Summary summary = reports::summarise(reports::load_runs(experiment), "bench");
  const reports::Differences found = reports::differences(summary);
  const reports::Document document = reports::report_document(summary, found, "xner report");
  compared = found.compared;
  return to_html(document).size() + to_markdown(document).size() + to_latex(document).size() +
         report_to_csv(summary).size() + report_to_summary_csv(summary, found).size() +
         report_to_json(summary, found).dump(2).size();
}

void report_of_many_runs(benchmark::State& state) {
  const TemporaryFolder folder;
  write_runs(folder.path());
  std::int64_t compared = 0;
  std::size_t bytes = 0;
  for (auto _ : state) bytes = report(folder.path(), compared);
  // Of every row but the base, on each target and on the mean; and the best of each column.
  const std::int64_t expected = (kVariants - 1) * (kTargets + 1) + kTargets + 1;
  if (compared != expected) {
    state.SkipWithError(fmt::format("wrong: {} tests, not {}", compared, expected).c_str());
    return;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["bytes"] = static_cast<double>(bytes);
  state.counters["tests"] = static_cast<double>(compared);
  state.counters["peak_MiB"] = static_cast<double>(usage.ru_maxrss) / 1024;
}
BENCHMARK(report_of_many_runs)->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace
