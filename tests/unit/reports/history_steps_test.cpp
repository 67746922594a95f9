// Steps in a history.jsonl as runs write it, and what the gate says of them.
#include "reports/gate/history_steps.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "harness/record/history.hpp"
#include "reports/gate/gate_report.hpp"

namespace xner::reports {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class HistorySteps : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / record::kExperimentHistoryFile;
  record::HistoryFile history{file};

  /// Two seeds, published together; `right` of 1,000 entities, and ten more in the second seed.
  void publish(int day, const std::string& target, std::int64_t right,
               const std::string& signature = "f1|data:a") {
    std::vector<record::Json> lines;
    for (const std::uint64_t seed : {1U, 2U}) {
      record::RunRecord run;
      run.id = {"m", "base", "aa", "full", target, seed};
      run.encoder = "tiny";
      run.selector = "last";
      run.signature = signature;
      run.score.emplace();
      run.score->overall = {1000, 1000, right + (seed == 2 ? 10 : 0)};
      lines.push_back(record::history_line(
          run, {{"date", fmt::format("2026-01-{:02}T03:04:05Z", day)},
                {"xner", {{"version", "0.1.0"}, {"commit", fmt::format("{:016}", day)}}}}));
    }
    history.add(lines);
  }
  [[nodiscard]] std::vector<HistoryStep> steps(double margin = 1) const {
    Margins margins;
    margins.f1 = margin;
    return history_steps(read_history(file), margins);
  }
};

TEST_F(HistorySteps, NameThePublicationThatBroughtThem) {
  for (int day = 1; day <= 8; ++day) publish(day, "de", 700 + day % 3);
  for (int day = 9; day <= 12; ++day) publish(day, "de", 660 + day % 2);
  for (int day = 1; day <= 12; ++day) publish(day, "es", 500 + day % 3);
  const auto found = steps();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id.target, "de");
  EXPECT_EQ(found[0].first.date, "2026-01-09T03:04:05Z");
  EXPECT_EQ(found[0].first.xner, "0.1.0 (000000000000)");
  EXPECT_EQ(found[0].first.seeds, 2U);
  EXPECT_EQ(found[0].at, 8U);
  EXPECT_EQ(found[0].points, 12U);
  EXPECT_NEAR(found[0].before, 0.706, 0.001);
  EXPECT_NEAR(found[0].after, 0.6655, 0.001);
  EXPECT_THAT(steps(5), IsEmpty());
}

TEST_F(HistorySteps, AreOfOneTestSet) {
  for (int day = 1; day <= 8; ++day) publish(day, "de", 700 + day % 3, "f1|data:old");
  for (int day = 9; day <= 14; ++day) publish(day, "de", 600 + day % 3);
  EXPECT_THAT(steps(), IsEmpty());
  EXPECT_EQ(read_history(file).front().points.size(), 6U);
}

TEST_F(HistorySteps, AreSortedByDateWhateverTheOrderOfLines) {
  for (int day = 12; day >= 9; --day) publish(day, "de", 660 + day % 2);
  for (int day = 1; day <= 8; ++day) publish(day, "de", 700 + day % 3);
  ASSERT_EQ(steps().size(), 1U);
  EXPECT_EQ(steps()[0].first.date, "2026-01-09T03:04:05Z");
}

TEST_F(HistorySteps, WhatIsNoLineCountsForNothing) {
  EXPECT_THAT(read_history(file), IsEmpty());
  for (int day = 1; day <= 3; ++day) publish(day, "de", 700);
  record::RunRecord failed;
  failed.id = {"m", "base", "aa", "full", "de", 1};
  failed.failure = record::Failure{"stage", "killed", ""};
  history.add({record::history_line(failed, {{"date", "2026-02-01T00:00:00Z"}})});
  std::string text = read_file(file);
  std::string hostile = text.substr(0, text.find('\n') + 1);
  hostile.replace(hostile.find("\"de\""), 4, "\"../x\"");
  write_file(file, "\n[]\n{\"f1\": 1}\n" + hostile + text + "{\"date\": \"2026");
  const auto cells = read_history(file);
  ASSERT_EQ(cells.size(), 1U);
  EXPECT_EQ(cells[0].points.size(), 3U);
}

TEST_F(HistorySteps, AreSaidByTheGateAndDecideNothing) {
  for (int day = 1; day <= 8; ++day) publish(day, "de", 700 + day % 3);
  for (int day = 9; day <= 12; ++day) publish(day, "de", 660 + day % 2);
  GateResult result;
  result.steps = steps();
  EXPECT_EQ(gate_exit_code(result, {}), 0);
  const std::string text = gate_to_terminal(result, false);
  EXPECT_THAT(
      text, HasSubstr("history: m on de: F1 fell from 70.61 to 66.55 with publication 9 of 12:\n"));
  EXPECT_THAT(text, HasSubstr("\n2026-01-09T03:04:05Z, xner 0.1.0 (000000000000), p < 0.0001.\n"));
  EXPECT_THAT(gate_to_markdown(result), HasSubstr("- **history** m on de: F1 fell"));
  EXPECT_EQ(gate_to_json(result, 0)["history_steps"][0]["cell"], "m/base/aa-full/de");
  result.steps.resize(25, result.steps.front());
  EXPECT_THAT(gate_to_terminal(result, false), HasSubstr("history: 15 earlier steps."));
}

}  // namespace
}  // namespace xner::reports
