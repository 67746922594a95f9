// What the gate says, whole, against tests/golden/gate.*; and what it must not say: markup and
// commands that names and messages would like to be. XNER_UPDATE_GOLDEN=1 writes the golden files.
#include "reports/gate/gate_report.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "reports/formats/table.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/known_runs.hpp"

namespace xner::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kHostile = "::error x|<b>&\"'%`";

/// One cell of each verdict, and names that would like to be commands and markup.
GateResult example() {
  const TemporaryFolder old_folder, new_folder;
  const auto both = [&](const char* target, std::size_t before, std::size_t after) {
    test::write_counted_cell(old_folder.path(), "m", target, before);
    if (after > 0) test::write_counted_cell(new_folder.path(), "m", target, after);
  };
  both("same", 700, 700);
  both("lost", 700, 660);
  both("kept", 700, 701);
  both("open", 700, 690);
  both("gone", 700, 0);
  both("better", 700, 740);
  both(kHostile, 700, 650);
  test::write_counted_cell(new_folder.path(), "m", "::new<x>", 700);
  test::write_failed_run(new_folder.path(), test::counted_id("m", "gone", 1),
                         "\x1b[31mkilled\n::error::not a command\n]]></failure><x>\xEF\xBF\xBE");
  BaselineEntry entry;
  entry.what = "save";
  entry.who = "ann\n::warning::me";
  entry.when = "2026-01-02T03:04:05Z";
  entry.why = "first <script>release</script> | 100%";
  Baseline baseline{"main", load_cells(old_folder.path()), {entry}};
  GateResult result = judge(baseline, load_cells(new_folder.path()), {}, {});
  result.runs = "runs/counted";
  return result;
}

TEST(GateReport, EqualsItsGoldenFiles) {
  const GateResult result = example();
  const std::string terminal = gate_to_terminal(result, false);
  test::expect_golden("gate.txt", terminal);
  std::istringstream lines(terminal);
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(display_width(line), kTerminalWidth) << line;
  test::expect_golden("gate.md", gate_to_markdown(result));
  test::expect_golden("gate_junit.xml", gate_to_junit(result));
  test::expect_golden("gate_github.txt", gate_to_github(result));
}

TEST(GateReport, JsonHasEveryCell) {
  const GateResult result = example();
  const record::Json json = gate_to_json(result, 3);
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["verdict"], "regression");
  EXPECT_EQ(json["exit_code"], 3);
  EXPECT_EQ(json["random_weights"], true);
  EXPECT_EQ(json["cells"][0]["gold"], 1000);
  ASSERT_EQ(json["cells"].size(), 7U);
  EXPECT_EQ(json["cells"][0]["target"], kHostile);
  EXPECT_NEAR(json["cells"][0]["difference"].get<double>(), -0.05, 1e-12);
  EXPECT_EQ(json["cells"][2]["verdict"], "missing");
  EXPECT_TRUE(json["cells"][2]["difference"].is_null());
  EXPECT_EQ(json["cells"][2]["failed"][0]["seed"], 1);
  EXPECT_EQ(json["cells"][3]["doubt"], "at_margin");
}

TEST(GateReport, NothingFromDataIsMarkupOrACommand) {
  const GateResult result = example();
  for (const std::string& text : {gate_to_terminal(result, false), gate_to_markdown(result),
                                  gate_to_junit(result), gate_to_github(result)}) {
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\n::error::not")));
    EXPECT_THAT(text, Not(HasSubstr("\n::warning::me")));
  }
  EXPECT_THAT(gate_to_junit(result), Not(HasSubstr("<b>")));
  EXPECT_THAT(gate_to_markdown(result), Not(HasSubstr("<script>")));
  EXPECT_THAT(gate_to_junit(result), Not(HasSubstr("\xEF\xBF\xBE")));  // no character of XML
  // In a property ":" and "," would end it.
  EXPECT_THAT(gate_to_github(result), HasSubstr("::error title=regression%3A m on %3A%3Aerror"));
  EXPECT_THAT(gate_to_github(result), HasSubstr("%25"));
}

GateResult many(std::size_t cells) {
  GateResult result;
  result.baseline = "main";
  for (std::size_t i = 0; i < cells; ++i) {
    CellVerdict& cell = result.cells.emplace_back();
    cell.id = test::counted_id("m", fmt::format("t{:05}{}", i, std::string(100, '|')), 0);
    cell.verdict = Verdict::kMissing;
  }
  return result;
}

TEST(GateReport, AnnotationsStayWithinTheHostsLimit) {
  const std::string text = gate_to_github(many(25));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 11);
  EXPECT_THAT(text, HasSubstr("t00009"));
  EXPECT_THAT(text, HasSubstr("and 15 more of this kind"));
  EXPECT_THAT(gate_to_github(many(10)), Not(HasSubstr("more of this kind")));
}

TEST(GateReport, MarkdownStaysWithinTheHostsLimit) {
  const std::string text = gate_to_markdown(many(5000));
  EXPECT_LE(text.size(), kSummaryBytes);
  EXPECT_THAT(text, HasSubstr("t00000"));
  EXPECT_THAT(text, HasSubstr("more lines are left out"));
  EXPECT_THAT(gate_to_markdown(many(5)), Not(HasSubstr("left out")));
}

}  // namespace
}  // namespace xner::reports
