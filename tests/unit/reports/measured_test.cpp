// What `xner bench --json` wrote, in a report: medians alone, never mixed with what runs took, and
// a file of another kind is refused by its name.
#include "reports/runs/measured.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "reports/report/report.hpp"
#include "tests/unit/reports/run_fixture.hpp"

namespace xner::reports {
namespace {

using record::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Measured, TakesTheMediansOfEveryStage) {
  const Bench bench = bench_from_json(test::bench_json(), "runs/x/bench-1.json");
  EXPECT_EQ(bench.file, "bench-1.json");
  EXPECT_EQ(bench.conditions,
            "2026-01-02T03:04:05+00:00, device cpu, threads 1, fp32, LibTorch 2.11.0, load average "
            "0.25");
  ASSERT_EQ(bench.stages.size(), 3U);
  EXPECT_EQ(bench.stages[0].name, "wu_dredze/train");
  EXPECT_DOUBLE_EQ(bench.stages[0].milliseconds, 1500);
  EXPECT_DOUBLE_EQ(bench.stages[0].variation, 0.025);
  EXPECT_EQ(bench.stages[0].repetitions, 5);
  EXPECT_DOUBLE_EQ(bench.stages[0].counters.at("steps_per_second"), 20);
  EXPECT_DOUBLE_EQ(bench.stages[2].counters.at("p99_ms"), 1.25);
}

TEST(Measured, TablesAreByKindAndNameTheFileOnlyAmongSeveral) {
  Bench bench = bench_from_json(test::bench_json(), "bench.json");
  const Table training = measured_training_table({bench});
  ASSERT_EQ(training.rows.size(), 1U);
  EXPECT_EQ(training.columns[1].title, "median ms");
  EXPECT_EQ(training.rows[0][1].text, "1500.00");
  EXPECT_EQ(training.rows[0].back().text, "1.50 GiB");
  EXPECT_EQ(measured_inference_table({bench}).rows.size(), 1U);
  EXPECT_EQ(measured_latency_table({bench}).rows[0][1].text, "0.75");
  EXPECT_TRUE(measured_training_table({}).rows.empty());

  Bench other = bench;
  other.file = "bench-gpu.json";
  other.stages[0].counters["peak_device_memory_MiB"] = 2048;
  const Table both = measured_training_table({bench, other});
  EXPECT_EQ(both.columns.size(), training.columns.size() + 1);
  ASSERT_TRUE(both.band_at(1));
  EXPECT_EQ(*both.band_at(1), "bench-gpu.json");
  EXPECT_TRUE(training.bands.empty());
  EXPECT_EQ(both.columns.back().title, "device");
  EXPECT_EQ(both.rows[0].back().text, "");
}

/// What is said about a file that is none of xner bench's.
std::string refusal(const Json& json) {
  try {
    static_cast<void>(bench_from_json(json, "runs/x/bench.json"));
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Measured, AFileOfAnotherKindIsRefusedByItsName) {
  const auto changed = [](auto change) {
    Json json = test::bench_json();
    change(json);
    return refusal(json);
  };
  const std::string wrong[] = {
      refusal(Json::array()),
      refusal({{"context", 1}}),
      refusal({{"context", Json::object()}, {"benchmarks", Json::array()}}),
      changed([](Json& json) { json["benchmarks"].clear(); }),
      changed([](Json& json) { json["context"]["date"] = 5; }),
      changed([](Json& json) { json["context"]["threads"] = 5; }),
      changed([](Json& json) { json["benchmarks"][2]["time_unit"] = "ns"; }),
      changed([](Json& json) { json["benchmarks"][2]["real_time"] = "fast"; }),
      changed([](Json& json) { json["benchmarks"][2]["real_time"] = -1; }),
      changed([](Json& json) { json["benchmarks"][2]["words_per_second"] = 1e300; }),
      changed([](Json& json) { json["benchmarks"][2].erase("run_name"); }),
      changed([](Json& json) { json["benchmarks"].push_back(json["benchmarks"][2]); })};
  for (const auto& text : wrong) {
    EXPECT_THAT(text, HasSubstr("runs/x/bench.json"));
    EXPECT_THAT(text, HasSubstr("expected the JSON of `xner bench --json`"));
    EXPECT_THAT(text, Not(HasSubstr("json.exception"))) << "a library's words";
  }
  EXPECT_EQ(refusal(test::bench_json()), "accepted");
}

TEST(Measured, ARefusedFileIsAProblemAndTheReportIsMade) {
  const TemporaryFolder folder;
  test::write_experiment(folder.path());
  write_file(folder.path() / "bench-2.json", "no JSON");
  write_file(folder.path() / "bench-3.txt", "not looked at");
  Summary summary = summarise(load_runs(folder.path()), "example");
  put_measured_beside(folder.path(), summary);
  ASSERT_EQ(summary.measured.size(), 1U);
  EXPECT_EQ(summary.measured[0].experiment, "example");
  EXPECT_THAT(summary.problems, ElementsAre(HasSubstr("bench-2.json")));
  EXPECT_THAT(to_html(report_document(summary, {}, "xner report")), HasSubstr("bench-2.json"));
  EXPECT_THAT(report_to_terminal(summary, false), HasSubstr("bench-2.json"));
}

TEST(Measured, StandsApartFromWhatRunsTook) {
  const TemporaryFolder folder;
  test::write_experiment(folder.path());
  Summary summary = summarise(load_runs(folder.path()), "example");
  const Json observed = report_to_json(summary);
  EXPECT_TRUE(observed["measured"].empty());
  EXPECT_THAT(to_markdown(report_document(summary, {}, "x")), Not(HasSubstr("Measured")));
  put_measured_beside(folder.path(), summary);
  const Json both = report_to_json(summary);
  EXPECT_EQ(both["throughput"], observed["throughput"]);
  EXPECT_EQ(both["measured"].size(), 3U);
  EXPECT_EQ(report_to_csv(summary), report_to_csv(summarise(load_runs(folder.path()), "example")));
}

TEST(Measured, OfSeveralExperimentsTheFileSaysWhose) {
  const TemporaryFolder folder;
  std::vector<Summary> summaries;
  for (const char* name : {"a", "b"}) {
    test::write_experiment(folder.path() / name);
    summaries.push_back(summarise(load_runs(folder.path() / name), name));
    put_measured_beside(folder.path() / name, summaries.back());
  }
  const Summary all = join(std::move(summaries));
  const Table table = measured_training_table(all.measured);
  ASSERT_EQ(table.rows.size(), 2U);
  ASSERT_TRUE(table.band_at(1));
  EXPECT_EQ(*table.band_at(1), "bench.json (example #2)");
  EXPECT_THAT(measured_conditions(all.measured)[0], HasSubstr("bench.json (example): 5 rep"));
}

}  // namespace
}  // namespace xner::reports
