// See known_runs.hpp.
#include "tests/support/known_runs.hpp"

#include <array>
#include <cmath>

#include "harness/base/unsynced_file.hpp"
#include "harness/record/counts_file.hpp"

namespace xner::test {
namespace {

record::RunRecord record_of(const record::RunId& id) {
  record::RunRecord run;
  run.id = id;
  run.experiment = "counted";
  run.encoder = "random-tiny";
  run.random_weights = true;
  run.selector = "last";
  run.conditions = {{"learning_rate", 1e-3}};
  return run;
}

/// Hundreds of small files: without a wait for the disk at each.
void write(const std::filesystem::path& file, const record::Json& json) {
  write_unsynced(file, record::json_text(json));
}

}  // namespace

score::RunCounts counted_sentences(std::size_t right, std::size_t sentences) {
  score::RunCounts counts(sentences, {1, 1, 0});
  for (std::size_t s = 0; s < right && s < sentences; ++s) counts[s].correct = 1;
  return counts;
}

record::RunId counted_id(const std::string& method, const std::string& target, std::uint64_t seed) {
  return {method, "base", "aa", "full", target, seed};
}

void write_counted_run(const std::filesystem::path& experiment, const record::RunId& id,
                       const score::RunCounts& counts, const std::string& device,
                       const std::string& type) {
  record::RunRecord run = record_of(id);
  run.score.emplace();
  run.score->overall = score::total(counts);
  run.score->types[type] = run.score->overall;
  run.selectors["last"].overall = run.score->overall;
  run.signature =
      "f1|avg:micro|mode:conlleval|repair:none|types:PER|data:" + id.target + "@0123abcd|v:1.0.0";
  record::CountsTable table{{type}, counts.size(), {}};
  for (const auto& sentence : counts)
    table.counts.push_back({sentence.gold, sentence.predicted, sentence.correct});
  const auto folder = experiment / id.folder();
  write(folder / record::kMetricsFile, to_json(run));
  write_unsynced(folder / record::kCountsFile, record::to_bytes(table));
  write(
      folder / record::kEnvironmentFile,
      {{"date", "2026-01-02T03:04:05Z"},
       {"command", "xner run toml/counted.toml"},
       {"xner", {{"version", "0.1.0"}, {"commit", "0123456789abcdef"}}},
       {"numeric_class", {{"tolerance", {{"device", {device}}}}, {"bitwise", {{"threads", {1}}}}}},
       {"host", {{"hostname", "somewhere"}, {"cpu_model", "Example CPU"}}}});
}

void write_failed_run(const std::filesystem::path& experiment, const record::RunId& id,
                      const std::string& message) {
  record::RunRecord run = record_of(id);
  run.failure = record::Failure{"stage", message, ""};
  write(experiment / id.folder() / record::kMetricsFile, to_json(run));
}

void write_counted_cell(const std::filesystem::path& experiment, const std::string& method,
                        const std::string& target, std::size_t right, std::size_t seeds,
                        double spread, const std::string& device) {
  constexpr std::array<double, 5> kShape{0, 1, -1, 0.5, -0.5};  // of standard deviation 0.79
  for (std::size_t i = 0; i < seeds; ++i) {
    const double more = std::round(spread / 0.79 * kShape[i % kShape.size()]);
    const auto count = static_cast<std::size_t>(static_cast<double>(right) + more);
    write_counted_run(experiment, counted_id(method, target, i + 1), counted_sentences(count),
                      device);
  }
}

}  // namespace xner::test
