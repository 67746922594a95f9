// See counted_runs.hpp.
#include "tests/unit/reports/counted_runs.hpp"

#include "harness/base/files.hpp"
#include "harness/record/counts_file.hpp"
#include "tests/support/simulated_runs.hpp"
#include "tests/unit/reports/run_fixture.hpp"

namespace xner::test {

void write_arm(const std::filesystem::path& experiment, const std::string& method,
               const std::string& target, const std::vector<score::RunCounts>& runs,
               const std::string& conditions, const std::string& size) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    score::Score score;
    for (std::size_t s = 0; s < runs[i].size(); ++s) {
      const auto& count = runs[i][s];
      auto& sentence = score.sentences.emplace_back();
      if (count.gold + count.predicted > 0)
        sentence[s % 2 == 0 ? "PER" : "LOC"] = {count.gold, count.predicted, count.correct};
    }
    add_up(score);
    record::RunRecord run = scored_run(method, target, i + 1, {});
    run.id.size = size;
    run.conditions = record::Json::parse(conditions);
    const std::string signature = run.signature;
    run.score = score;
    run.signature = signature;
    const auto folder = experiment / run.id.folder();
    record::write_json(folder / record::kMetricsFile, to_json(run));
    write_file(folder / record::kCountsFile, to_bytes(record::counts_table(score)));
  }
}

void write_two_methods(const std::filesystem::path& experiment) {
  const auto better = simulate({.sentences = 400, .gain = 0.6, .seed_noise = 0.02}, 1);
  const auto equal = simulate({.sentences = 400, .seed_noise = 0.02}, 2);
  write_arm(experiment, "mulda", "de", better.a);
  write_arm(experiment, "wu_dredze", "de", better.b);
  write_arm(experiment, "mulda", "en", equal.a);
  write_arm(experiment, "wu_dredze", "en", equal.b);
}

}  // namespace xner::test
