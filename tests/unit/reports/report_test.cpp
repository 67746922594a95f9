// The whole report of an example experiment against tests/golden. XNER_UPDATE_GOLDEN=1 writes the
// golden files anew.
#include "reports/report/report.hpp"

#include <cstdlib>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "reports/report/report_tables.hpp"
#include "reports/runs/figures.hpp"
#include "tests/support/golden.hpp"
#include "tests/unit/reports/run_fixture.hpp"

namespace xner::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

Summary example() {
  const TemporaryFolder folder;
  test::write_experiment(folder.path());
  Summary summary = summarise(load_runs(folder.path()), "example");
  put_measured_beside(folder.path(), summary);
  return summary;
}

TEST(Report, TerminalEqualsItsGoldenFile) {
  const std::string text = report_to_terminal(example(), false);
  test::expect_golden("report.txt", text);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(display_width(line), kTerminalWidth) << line;
}

TEST(Report, MarkdownEqualsItsGoldenFile) {
  test::expect_golden("report.md",
                      to_markdown(report_document(example(), {}, "xner report runs/example")));
}

TEST(Report, JsonEqualsItsGoldenFile) {
  test::expect_golden("report.json", report_to_json(example()).dump(2) + "\n");
}

TEST(Report, OneSeedHasNoDeviation) {
  EXPECT_EQ(percent(statistics({0.5})), "50.00");
  EXPECT_EQ(percent(statistics({0.5, 0.6})), "55.00 ± 7.07");
  EXPECT_EQ(percent(statistics({})), "–");
}

TEST(Report, NothingFromDataIsMarkupOrControl) {
  const Summary summary = example();
  EXPECT_THAT(report_to_terminal(summary, false), Not(HasSubstr("\x1b")));
  const std::string markdown = to_markdown(report_document(summary, {}, "xner report x"));
  EXPECT_THAT(markdown, Not(HasSubstr("\x1b")));
  EXPECT_THAT(markdown, Not(HasSubstr("<b>")));
  EXPECT_THAT(markdown, HasSubstr("silent\\|&lt;b&gt;\\`x\\`"));
}

TEST(Report, ColourMarksFailedRowsOnlyIfAsked) {
  EXPECT_THAT(report_to_terminal(example(), true), HasSubstr("\x1b[31mwu_dredze"));
}

// Runs that an earlier build left stand in a report silently otherwise.
TEST(Report, SaysThatRunsAreOfSeveralBuilds) {
  const TemporaryFolder folder;
  test::write_experiment(folder.path());
  std::vector<RunData> runs = load_runs(folder.path());
  const auto page = [&] {
    return to_markdown(report_document(summarise(runs, "example"), {}, "xner report"));
  };
  const auto made_by = [](const char* commit) {
    return record::Json{{"version", "0.1.0"}, {"commit", commit}, {"dirty", false}};
  };
  EXPECT_THAT(page(), Not(HasSubstr("Build")));
  for (RunData& run : runs) run.environment["xner"] = made_by("0123456789abcdef");
  EXPECT_THAT(page(), AllOf(HasSubstr("0.1.0 (0123456789ab)"), Not(HasSubstr("builds of xner"))));
  runs.front().environment["xner"] = made_by("fedcba9876543210");
  EXPECT_THAT(page(), AllOf(HasSubstr("0.1.0 (fedcba987654)"), HasSubstr("by 2 builds of xner")));
  EXPECT_EQ(report_to_json(summarise(runs, "example"))["builds"].size(), 2U);
}

}  // namespace
}  // namespace xner::reports
