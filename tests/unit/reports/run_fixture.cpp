// See run_fixture.hpp.
#include "tests/unit/reports/run_fixture.hpp"

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/record/counts_file.hpp"
#include "harness/record/errors_file.hpp"
#include "harness/record/speed.hpp"

namespace xner::test {

using record::RunRecord;

RunRecord scored_run(const std::string& method, const std::string& target, std::uint64_t seed,
                     score::Counts counts) {
  RunRecord run;
  run.id = {method, "base", "en_pud", "1000", target, seed};
  run.experiment = "example";
  run.encoder = "minilm";
  run.selector = "last";
  run.score.emplace();
  run.score->types["PER"] = counts;
  run.score->types["LOC"] = counts.predicted > 0 ? score::Counts{1, 1, 1} : score::Counts{1, 0, 0};
  for (const auto& [type, of_type] : run.score->types) run.score->overall += of_type;
  run.score->words = 1000;
  run.score->equal_words = 900;
  run.selectors["last"].overall = run.score->overall;
  run.signature = "f1|avg:micro|mode:conlleval|repair:none|types:LOC+PER|data:uner/" + target +
                  "@0123abcd|split:test|v:1.0.0";
  return run;
}

RunRecord failed_run(const std::string& method, const std::string& target, std::uint64_t seed,
                     const std::string& message) {
  RunRecord run = scored_run(method, target, seed, {});
  run.score.reset();
  run.failure = record::Failure{"stage", message, "loss nan\n\x1b[31mSegmentation fault\n"};
  return run;
}

namespace {

constexpr std::int64_t kSentences = 40;

/// Entity i stands in sentence i, round and round; the correct ones are the first of both columns.
score::Score spread_over_sentences(const score::Score& sums) {
  score::Score score = sums;
  score.sentences.resize(kSentences);
  for (const auto& [type, counts] : sums.types) {
    const auto of_sentence = [](std::int64_t all, std::int64_t sentence) {
      return all / kSentences + (sentence < all % kSentences ? 1 : 0);
    };
    for (std::int64_t s = 0; s < kSentences; ++s)
      score.sentences[static_cast<std::size_t>(s)][type] = {of_sentence(counts.gold, s),
                                                            of_sentence(counts.predicted, s),
                                                            of_sentence(counts.correct, s)};
  }
  return score;
}

/// What is not correct in turn: another type, too long, missed; and spurious. Entities of one and
/// of two words, all seen.
score::ErrorAnalysis errors_of(const score::Score& score) {
  score::ErrorAnalysis errors;
  const auto& [gold, predicted, correct] = score.overall;
  const std::int64_t wrong = std::min(gold, predicted) - correct;
  const std::int64_t type = wrong / 3, boundary = wrong / 2;
  errors.gold = {correct, type, boundary, 0, gold - correct - type - boundary};
  errors.predicted = {correct, type, boundary, 0, predicted - correct - type - boundary};
  errors.boundaries[0] = {0, 0, boundary, 0, 0};
  errors.end_only = boundary;
  errors.confusion = {{{"LOC", "LOC"}, correct + boundary},
                      {{"LOC", "PER"}, type},
                      {{"PER", std::nullopt}, errors.gold[4]},
                      {{std::nullopt, "PER"}, errors.predicted[4]}};
  for (const auto& [name, counts] : score.types) errors.buckets.push_back({"type", name, counts});
  errors.buckets.push_back({"length", "1", {gold - 10, predicted, correct}});
  errors.buckets.push_back({"length", "2", {10, 0, 0}});
  errors.buckets.push_back({"surface", "seen", score.overall});
  errors.buckets.push_back({"surface", "unseen", {0, 0, 0}});
  return errors;
}

}  // namespace

void write_run(const std::filesystem::path& experiment, const RunRecord& run) {
  const auto folder = experiment / run.id.folder();
  record::write_json(folder / record::kMetricsFile, to_json(run));
  const record::Json environment{{"date", "2026-01-02T03:04:05Z"},
                                 {"command", "xner run toml/example.toml"},
                                 {"host",
                                  {{"cpu_model", "Example CPU"},
                                   {"cores", 2},
                                   {"memory_bytes", std::int64_t{16} << 30},
                                   {"os", "Debian"},
                                   {"gpus", {{{"name", "H200"}}}}}}};
  record::write_json(folder / record::kEnvironmentFile, environment);
  if (!run.ok()) return;
  write_file(folder / record::kCountsFile,
             to_bytes(record::counts_table(spread_over_sentences(*run.score))));
  if (run.departures.empty())  // the others are as an earlier version left them
    record::write_json(folder / record::kErrorsFile, record::errors_to_json(errors_of(*run.score)));
  record::StageUsage train;
  train.stage = fmt::format("train-seed-{}", run.id.seed);  // shared by all targets
  train.wall_seconds = 70;
  train.train_seconds = 64;
  train.train_steps = 320;
  train.train_sentences = 10240;
  train.train_words = 200000;
  train.train_pieces = 256000;
  train.peak_memory = std::int64_t{1536} << 20;
  train.concurrent = 2;
  record::StageUsage predict;
  predict.stage = fmt::format("predict-{}-seed-{}", run.id.target, run.id.seed);
  predict.predict_seconds = 2;
  predict.predict_sentences = 1000;
  predict.predict_words = 25000;
  predict.predict_pieces = 33000;
  predict.peak_memory = std::int64_t{512} << 20;
  auto rows = measurements(train);
  for (auto& row : measurements(predict)) rows.push_back(std::move(row));
  record::write_json(folder / record::kSpeedFile, speed_to_json(rows, environment));
}

record::Json bench_json() {
  using record::Json;
  Json json{{"context",
             {{"date", "2026-01-02T03:04:05+00:00"},
              {"host_name", "example"},
              {"num_cpus", 2},
              {"load_avg", {0.25, 0.5, 0.75}},
              {"device", "cpu"},
              {"threads", "1"},
              {"precision", "fp32"},
              {"libtorch", "2.11.0"}}},
            {"benchmarks", Json::array()}};
  const auto add = [&](const std::string& name, double milliseconds, const Json& counters) {
    const std::string run_name = name + "/iterations:1/repeats:5/manual_time";
    for (const char* aggregate : {"", "mean", "median", "stddev", "cv"}) {
      const std::string kind = aggregate;
      Json row{{"run_name", run_name},     {"repetitions", 5},
               {"iterations", 1},          {"real_time", kind == "cv" ? 0.025 : milliseconds},
               {"cpu_time", milliseconds}, {"time_unit", "ms"}};
      if (!kind.empty()) row["aggregate_name"] = kind;
      // A mean that stands for the median would be seen.
      if (kind == "mean") row["real_time"] = milliseconds + 1;
      row.update(counters);
      json["benchmarks"].push_back(std::move(row));
    }
  };
  add("wu_dredze/train", 1500,
      {{"steps_per_second", 20.0},
       {"sentences_per_second", 640.0},
       {"words_per_second", 12500.0},
       {"wordpieces_per_second", 16000.0},
       {"peak_memory_MiB", 1536.0}});
  add("silent|<b>`x`/predict", 250,
      {{"sentences_per_second", 4000.0},
       {"words_per_second", 100000.0},
       {"wordpieces_per_second", 132000.0},
       {"peak_memory_MiB", 512.0}});
  add("silent|<b>`x`/latency", 0.75,
      {{"p50_ms", 0.7}, {"p90_ms", 0.9}, {"p99_ms", 1.25}, {"peak_memory_MiB", 512.0}});
  return json;
}

void write_experiment(const std::filesystem::path& experiment) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const auto more = static_cast<std::int64_t>(seed);
    RunRecord english = scored_run("wu_dredze", "en", seed, {99, 90, 58 + 2 * more});
    english.selectors["best_source_dev"].overall = {100, 91, 60 + more};
    english.score->malformed_predicted = more;
    english.words_without_piece = 4;
    write_run(experiment, english);
    write_run(experiment,
              scored_run("wu_dredze", "sv", seed, {80, seed == 2 ? 0 : 30, seed == 2 ? 0 : 3}));
  }
  write_run(experiment, failed_run("wu_dredze", "pt", 1, "killed by signal 11 (SIGSEGV)"));
  write_run(experiment, scored_run("wu_dredze", "pt", 2, {80, 70, 20}));

  RunRecord departing = scored_run("wu_dredze", "en", 1, {99, 95, 70});
  departing.id.variant = "freeze_bottom=3";
  departing.departures = {{"learning_rate", {5e-5, 3e-5}},
                          {"lr_scheduler_type", {"linear", "constant"}}};
  write_run(experiment, departing);

  RunRecord random = scored_run("silent|<b>`x`", "en", 1, {99, 0, 0});
  random.encoder = "random-tiny";
  random.random_weights = true;
  write_run(experiment, random);
  record::write_json(experiment / "bench.json", bench_json());
}

}  // namespace xner::test
