// The whole report of an example experiment against tests/golden. XNER_UPDATE_GOLDEN=1 writes the
// golden files anew.
#include "reports/report.hpp"

#include <cstdlib>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "reports/report_tables.hpp"
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

}  // namespace
}  // namespace xner::reports
