// Which differences stand, and against what: against the statistics they are made of, with runs
// that cannot be compared, and in a report of several experiments.
#include "reports/report/differences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/score/multiple_comparisons.hpp"
#include "reports/report/difference_tables.hpp"
#include "reports/report/report.hpp"
#include "reports/report/report_plots.hpp"
#include "reports/report/report_tables.hpp"
#include "reports/runs/figures.hpp"
#include "reports/runs/group_counts.hpp"
#include "reports/runs/names.hpp"
#include "reports/runs/published.hpp"
#include "tests/unit/reports/run_fixture.hpp"

namespace xner::reports {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class ReportDifferences : public testing::Test {
 protected:
  void write(const std::string& variant, const std::string& target, std::uint64_t seed,
             std::int64_t correct, const std::string& size = "1000") {
    auto run = test::scored_run("m", target, seed, {600, 600, correct});
    run.id.variant = variant;
    run.id.size = size;
    test::write_run(folder_.path(), run);
  }
  /// Base and an ablation: 20 points behind on de, level on nl.
  void write_both(std::uint64_t seeds = 3) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      const auto luck = static_cast<std::int64_t>(seed);
      for (const char* target : {"de", "nl"}) write("base", target, seed, 400 + 2 * luck);
      write("without=x", "de", seed, 280 - luck);
      write("without=x", "nl", seed, 400 + luck);
    }
  }
  const Summary& load() { return summary_ = summarise(load_runs(folder_.path()), "x"); }

  TemporaryFolder folder_;
  Summary summary_;
};

TEST_F(ReportDifferences, AreThoseOfTheStatisticsLayer) {
  write_both();
  const Differences found = differences(load());
  EXPECT_EQ(found.reference, "m");
  EXPECT_THAT(found.notes, IsEmpty());
  const auto rows = rows_of(summary_);
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[1].name, "m/without=x");
  EXPECT_THAT(found.rows[0].to_reference, IsEmpty());
  const auto& row = found.rows[1].to_reference;
  ASSERT_THAT(row, SizeIs(3));  // de, nl, the mean

  GroupCounts counts;
  const auto arm = [&](int i, const char* target) -> score::Arm {
    return counts.of(*rows[static_cast<std::size_t>(i)].at(target));
  };
  const auto de = score::combined_test(arm(1, "de"), arm(0, "de"));
  const auto nl = score::combined_test(arm(1, "nl"), arm(0, "nl"));
  EXPECT_EQ(row.at("de").test.p, de.p);
  EXPECT_EQ(row.at("nl").test.interval, nl.interval);
  const std::vector<double> p{de.p, nl.p};
  EXPECT_EQ(row.at("de").p_holm, score::holm(p)[0]);
  EXPECT_EQ(row.at("nl").p_holm, score::holm(p)[1]);
  EXPECT_GT(row.at("de").p_holm, de.p);
  const std::vector<score::TargetArms> both{{arm(1, "de"), arm(0, "de")},
                                            {arm(1, "nl"), arm(0, "nl")}};
  EXPECT_EQ(row.at(kMean).test.p, score::macro_test(both).p);
  EXPECT_TRUE(row.at("de").stands);
  EXPECT_FALSE(row.at("nl").stands);
}

TEST_F(ReportDifferences, TheBestIsBoldOnlyWhereItStands) {
  write_both();
  const Differences found = differences(load());
  EXPECT_THAT(found.rows[0].best, ElementsAre(kMean, "de"));
  EXPECT_THAT(found.rows[1].best, IsEmpty());
  const Table table = target_tables(summary_, SIZE_MAX, found).front();
  ASSERT_THAT(table.rows, SizeIs(2));
  EXPECT_EQ(table.rows[0][1].look, Look::kBest);
  EXPECT_EQ(table.rows[0][2].look, Look::kPlain);  // nl: ahead, but it does not stand
  EXPECT_EQ(table.rows[0][3].look, Look::kBest);   // the mean
  EXPECT_EQ(target_tables(summary_, SIZE_MAX).front().rows[0][1].look, Look::kPlain);
}

TEST_F(ReportDifferences, OneSeedSaysNothingOfMethods) {
  write_both(1);
  const Differences found = differences(load());
  EXPECT_THAT(found.rows[0].best, IsEmpty());
  EXPECT_EQ(found.rows[1].to_reference.at("de").test.scope, score::Scope::kModels);
  EXPECT_FALSE(found.rows[1].to_reference.at("de").stands);
  const auto details = difference_details(summary_, found);
  EXPECT_EQ(details.rows[0].back().text, "models (one seed)");
}

TEST_F(ReportDifferences, WhatCannotBeComparedIsSaid) {
  write_both();
  std::filesystem::remove(folder_.path() / "m/base/en_pud-1000/de/seed-2/counts.bin");
  Differences found = differences(load());
  EXPECT_FALSE(found.rows[1].to_reference.contains("de"));
  EXPECT_FALSE(found.rows[1].to_reference.contains(kMean));
  EXPECT_TRUE(found.rows[1].to_reference.contains("nl"));
  EXPECT_THAT(found.notes, Contains(AllOf(HasSubstr("not compared: m/without=x and m on de: "),
                                          HasSubstr("seed-2/counts.bin"))));

  auto other = test::scored_run("m", "nl", 2, {600, 600, 1});
  other.signature = "f1|data:another";
  test::write_run(folder_.path(), other);
  found = differences(load());
  EXPECT_FALSE(found.rows[1].to_reference.contains("nl"));
  EXPECT_THAT(found.notes, Contains(HasSubstr("have other signatures")));
  // The report is made all the same, and says why.
  EXPECT_THAT(to_markdown(report_document(summary_, found, "x")),
              HasSubstr("- Note: not compared"));
}

TEST_F(ReportDifferences, TheReferenceIsTheLastOfThePaperOrTheBaseOrWhatWasAskedFor) {
  write_both();
  EXPECT_EQ(differences(load(), "m/without=x").reference, "m/without=x");
  try {
    static_cast<void>(differences(summary_, "m/without=y"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("expected a row of the report (m, m/without=x)"));
  }
  for (Group& group : summary_.groups) {
    group.row = group.id.variant == "base" ? "First" : "Last";
    group.row_place = group.id.variant == "base" ? 0 : 1;
  }
  EXPECT_EQ(differences(summary_).reference, "Last");
  // Methods without variants and without a paper: none is the full one.
  test::write_run(folder_.path(), test::scored_run("other", "de", 1, {9, 9, 4}));
  EXPECT_EQ(differences(load()).reference, "");
  EXPECT_THAT(difference_table(summary_, differences(summary_)).rows, IsEmpty());
}

TEST_F(ReportDifferences, TablesAndPlotsShowTheSameNumbers) {
  write_both();
  for (const std::uint64_t seed : {1, 2}) write("base", "de", seed, 450, "2000");
  const Differences found = differences(load());
  const Table table = difference_table(summary_, found);
  ASSERT_THAT(table.rows, SizeIs(1));
  const ForestPlot plot = forest_plot(summary_, found);
  ASSERT_THAT(plot.rows, SizeIs(2));  // the source's heading, and the row
  EXPECT_TRUE(plot.rows[0].heading);
  EXPECT_EQ(table.rows[0].back().text, points(plot.rows[1].difference / 100));
  EXPECT_TRUE(are_ablations(summary_, found));
  const auto lines = size_plots(summary_);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0].sizes, ElementsAre("1000", "2000"));
  ASSERT_THAT(lines[0].panels, SizeIs(3));
  EXPECT_THAT(lines[0].panels[1].lines[0].points, SizeIs(2));
}

TEST_F(ReportDifferences, SeveralExperimentsKeepTheirRunsApart) {
  write_both();
  const auto first = summarise(load_runs(folder_.path()), "x");
  auto other = first;
  other.groups.erase(other.groups.begin());  // base on de
  const Summary both = join({first, other});
  EXPECT_EQ(both.experiment, "example, example #2");
  EXPECT_EQ(both.scored, 24);
  EXPECT_THAT(both.groups, SizeIs(7));
  const Table results = result_table(both);
  std::vector<std::string> names;
  for (const auto& row : results.rows) names.push_back(row[0].text);
  EXPECT_THAT(names, Contains("m (example)").Times(2));
  EXPECT_THAT(names, Contains("m (example #2)").Times(1));
  EXPECT_THAT(rows_of(both), SizeIs(4));
  EXPECT_EQ(report_to_json(both)["experiments"].size(), 2U);

  Summary distinct = first;
  for (Group& group : distinct.groups) group.id.method = "n";
  for (const Group& group : join({first, distinct}).groups)
    EXPECT_THAT(name_of(group), Not(HasSubstr("(")));
}

}  // namespace
}  // namespace xner::reports
