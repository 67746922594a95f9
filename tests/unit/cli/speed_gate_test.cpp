// `xner gate` for speed: turns, what both sides have to have in common, files.
#include "harness/cli/speed_gate.hpp"

#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::cli {
namespace {

namespace fs = std::filesystem;
using record::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// As `xner bench` writes it: two repetitions and their median.
Json bench(const std::vector<std::pair<std::string, double>>& milliseconds,
           const std::string& device = "cpu") {
  Json rows = Json::array();
  for (const auto& [name, time] : milliseconds)
    for (const char* aggregate : {"", "", "median"}) {
      const bool single = *aggregate == '\0';
      rows.push_back({{"name", name},
                      {"run_name", name + "/iterations:1/repeats:2/manual_time"},
                      {"run_type", single ? "iteration" : "aggregate"},
                      {"aggregate_name", aggregate},
                      {"repetitions", 2},
                      {"real_time", time},
                      {"time_unit", "ms"},
                      {"reference_ms", 20.0}});
    }
  return {{"context",
           {{"date", "2026-01-02T03:04:05+00:00"},
            {"num_cpus", 2},
            {"device", device},
            {"threads", "1"}}},
          {"benchmarks", rows}};
}

const auto kNobody = [](std::size_t) {};

TEST(SpeedTurns, EachSideComesFirstInTurn) {
  std::string order;
  std::vector<std::size_t> told;
  double time = 0;
  const auto series = measure_in_turns(
      "before", "now", 3,
      [&](const fs::path& program) {
        order += program == "before" ? 'B' : 'N';
        return bench({{"m/train", ++time}});
      },
      [&](std::size_t pair) { told.push_back(pair); });
  EXPECT_EQ(order, "BNNBBN");
  EXPECT_THAT(told, ElementsAre(1, 2, 3));
  ASSERT_EQ(series.size(), 1U);
  EXPECT_EQ(series[0].name, "m/train");
  EXPECT_THAT(series[0].before, ElementsAre(1, 4, 5));
  EXPECT_THAT(series[0].now, ElementsAre(2, 3, 6));
}

TEST(SpeedTurns, AnInterruptionLeavesNothing) {
  int calls = 0;
  const auto series = measure_in_turns(
      "before", "now", 3,
      [&](const fs::path&) {
        return ++calls < 4 ? bench({{"m/train", 1}}) : Json();
      },
      kNobody);
  EXPECT_TRUE(series.empty());
  EXPECT_EQ(calls, 4);
}

std::string refusal(const Json& before, const Json& now) try {
  static_cast<void>(measure_in_turns(
      "before", "now", 1,
      [&](const fs::path& program) { return program == "before" ? before : now; }, kNobody));
  return "";
} catch (const Error& error) {
  return error.what();
}

TEST(SpeedTurns, SidesThatCannotBeComparedAreRefused) {
  const Json one = bench({{"m/train", 1}});
  EXPECT_THAT(refusal(one, bench({{"m/train", 1}}, "cuda:0")), HasSubstr("one device"));
  EXPECT_THAT(refusal(bench({{"m/train", 1}, {"m/predict", 1}}), one), HasSubstr("'m/predict'"));
  EXPECT_THAT(refusal(one, bench({{"m/train", 1}, {"m/predict", 1}})), HasSubstr("other one"));
}

TEST(SpeedTurns, AnInstallationHasAProgram) {
  const TemporaryFolder folder;
  EXPECT_THROW(static_cast<void>(program_of(folder.path().string())), Error);
  write_file(folder.path() / "bin" / "xner", "#!/bin/sh\n");
  EXPECT_THROW(static_cast<void>(program_of(folder.path().string())), Error) << "not executable";
  fs::permissions(folder.path() / "bin" / "xner", fs::perms::owner_exec, fs::perm_options::add);
  EXPECT_EQ(program_of(folder.path().string()), folder.path() / "bin" / "xner");
}

TEST(SpeedFilesGate, AnotherSpeedIsARegressionAndAFileForTheHost) {
  const TemporaryFolder folder;
  const auto file = [&](const char* name, double time) {
    Json rows = Json::array();
    for (int i = 0; i < 8; ++i)
      rows.push_back(bench({{"m/train", time * (1 + 0.001 * i)}})["benchmarks"][0]);
    Json json = bench({});
    json["benchmarks"] = rows;
    write_file(folder.path() / name, json.dump());
    return (folder.path() / name).string();
  };
  GateOptions options;
  options.baseline = file("before.json", 100);
  options.what = file("now.json", 121);
  options.junit = (folder.path() / "gate.xml").string();
  std::ostringstream out, notes;
  EXPECT_EQ(run_gate_of_files(options, out, notes), 3);
  EXPECT_THAT(out.str(), HasSubstr("REGRESSION: of 1 benchmark 1 regression"));
  EXPECT_THAT(read_file(options.junit), HasSubstr("failures=\"1\""));
  options.settings = {"time.margin=25"};
  EXPECT_EQ(run_gate_of_files(options, out, notes), 0);
  options.settings = {"tim.margin=25"};
  EXPECT_THROW(static_cast<void>(run_gate_of_files(options, out, notes)), Error);
}

}  // namespace
}  // namespace xner::cli
