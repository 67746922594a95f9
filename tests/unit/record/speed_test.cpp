// speed.json: Google Benchmark's layout, rates from totals, training and inference apart.
#include "harness/record/speed.hpp"

#include <gtest/gtest.h>

namespace xner::record {
namespace {

StageUsage example() {
  StageUsage usage;
  usage.stage = "train-seed-1";
  usage.concurrent = 2;
  usage.wall_seconds = 30;
  usage.cpu_seconds = 55;
  usage.train_seconds = 20;
  usage.train_steps = 100;
  usage.train_sentences = 3200;
  usage.train_words = 64000;
  usage.train_pieces = 80000;
  usage.predict_seconds = 2;
  usage.predict_sentences = 500;
  usage.predict_words = 9000;
  usage.predict_pieces = 12000;
  usage.peak_memory = 1 << 30;
  return usage;
}

TEST(Speed, KeepsTrainingAndInferenceApart) {
  const auto rows = measurements(example());
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].name, "train/train-seed-1");
  EXPECT_DOUBLE_EQ(rows[0].counters.at("steps_per_second"), 5);
  EXPECT_DOUBLE_EQ(rows[0].counters.at("wordpieces_per_second"), 4000);
  EXPECT_EQ(rows[1].name, "predict/train-seed-1");
  EXPECT_DOUBLE_EQ(rows[1].counters.at("items_per_second"), 250);
  EXPECT_DOUBLE_EQ(rows[1].counters.at("words_per_second"), 4500);
  EXPECT_EQ(rows[2].name, "stage/train-seed-1");
  EXPECT_DOUBLE_EQ(rows[2].counters.at("peak_memory_bytes"), 1 << 30);
}

TEST(Speed, AStageThatNeitherTrainsNorPredictsHasOneRow) {
  StageUsage usage;
  usage.stage = "encode";
  EXPECT_EQ(measurements(usage).size(), 1U);
}

TEST(Speed, HasGoogleBenchmarksLayout) {
  const Json json =
      speed_to_json(measurements(example()), {{"date", "2026-01-02"}, {"host", {{"cores", 2}}}});
  EXPECT_EQ(json["context"]["num_cpus"], 2);
  const Json& row = json["benchmarks"][0];
  for (const char* field : {"name", "run_name", "run_type", "iterations", "real_time", "cpu_time",
                            "time_unit", "threads"})
    EXPECT_TRUE(row.contains(field)) << field;
  EXPECT_EQ(row["iterations"], 100);
  EXPECT_DOUBLE_EQ(row["real_time"].get<double>(), 200.0);
  EXPECT_EQ(row["time_unit"], "ms");
}

TEST(Speed, ReadsBackWhatItWrote) {
  const auto rows = measurements(example());
  const auto back = speed_from_json(speed_to_json(rows, Json::object()), "x");
  ASSERT_EQ(back.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(back[i].name, rows[i].name);
    EXPECT_EQ(back[i].iterations, rows[i].iterations);
    EXPECT_NEAR(back[i].real_seconds, rows[i].real_seconds, 1e-9);
    EXPECT_NEAR(back[i].cpu_seconds, rows[i].cpu_seconds, 1e-9);
    EXPECT_EQ(back[i].counters, rows[i].counters);
  }
}

TEST(Speed, ReadsGoogleBenchmarksOwnOutput) {
  const Json json = Json::parse(R"({"context": {}, "benchmarks": [
    {"name": "step/32", "run_type": "iteration", "iterations": 4, "real_time": 2.5e6, "cpu_time": 2e6, "time_unit": "ns",
     "items_per_second": 12.5, "family_index": 0},
    {"name": "step/32_mean", "run_type": "aggregate", "iterations": 3, "real_time": 1, "cpu_time": 1},
    {"name": "broken", "error_occurred": true, "error_message": "x"}]})");
  const auto rows = speed_from_json(json, "x");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_DOUBLE_EQ(rows[0].real_seconds, 0.01);
  EXPECT_EQ(rows[0].counters, (std::map<std::string, double>{{"items_per_second", 12.5}}));
  EXPECT_THROW(speed_from_json(Json::object(), "x"), Error);
}

}  // namespace
}  // namespace xner::record
