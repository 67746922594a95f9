// The choice on source dev: best mean, ties, incomplete configurations, and that targets do not
// count.
#include "reports/runs/choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "reports/report/report.hpp"
#include "reports/report/report_tables.hpp"
#include "tests/unit/reports/run_fixture.hpp"

namespace xner::reports {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class Choice : public testing::Test {
 protected:
  /// A run of the configuration max_steps=<steps>; `correct` of nine entities of the target.
  record::RunRecord run(int steps, std::uint64_t seed, double source_dev, std::int64_t correct = 5,
                        const std::string& target = "de") {
    auto record = test::scored_run("m", target, seed, {9, 9, correct});
    record.id.variant = "max_steps=" + std::to_string(steps);
    record.swept = {{"max_steps", steps}};
    record.conditions = {{"max_steps", steps}};
    record.choose = "source_dev";
    record.selectors["last"].source_dev_f1 = source_dev;
    return record;
  }
  void write(const record::RunRecord& record) { test::write_run(folder_.path(), record); }
  Summary summary() { return summarise(load_runs(folder_.path()), "x"); }
  std::vector<std::string> shown() {
    std::vector<std::string> variants;
    for (const auto& group : summary().groups) variants.push_back(group.id.variant);
    return variants;
  }
  TemporaryFolder folder_;
};

TEST_F(Choice, TheBestMeanOverSeedsIsTheMethodsRow) {
  // Seed 1 alone would choose 10, the target would choose 30.
  write(run(10, 1, 0.90, 5));
  write(run(10, 2, 0.50, 5));
  write(run(20, 1, 0.80, 1));
  write(run(20, 2, 0.80, 1));
  write(run(30, 1, 0.70, 9));
  write(run(30, 2, 0.70, 9));
  const Summary made = summary();
  ASSERT_THAT(made.groups, SizeIs(1));
  EXPECT_EQ(made.groups[0].id.variant, "max_steps=20");
  EXPECT_EQ(made.groups[0].tried, 3);
  EXPECT_THAT(made.set_aside, SizeIs(2));
  ASSERT_THAT(made.candidates, SizeIs(3));
  EXPECT_NEAR(made.candidates[0].source_dev.mean, 0.7, 1e-12);
  EXPECT_TRUE(made.candidates[1].chosen);
  const Table table = result_table(made);
  ASSERT_THAT(table.rows, SizeIs(1));
  EXPECT_THAT(table.rows[0].back().text, HasSubstr("best of 3 on source dev"));
  const std::string markdown = to_markdown(report_document(made, {}, "xner report x"));
  EXPECT_THAT(markdown, HasSubstr("## Configurations tried"));
  EXPECT_THAT(markdown, HasSubstr("80.00 ± 0.00"));
  const record::Json json = report_to_json(made);
  EXPECT_EQ(json["results"][0]["best_on_source_dev_of"], 3);
  EXPECT_THAT(json["candidates"], SizeIs(3));
}

TEST_F(Choice, TargetsDecideNothing) {
  for (const std::int64_t correct : {1, 9}) {
    write(run(10, 1, 0.6, correct));
    write(run(20, 1, 0.5, 10 - correct));
    EXPECT_THAT(shown(), ElementsAre("max_steps=10")) << correct;
  }
}

TEST_F(Choice, TiesGoToTheFirstByValue) {
  write(run(100, 1, 0.6));
  write(run(20, 1, 0.6));
  EXPECT_THAT(shown(), ElementsAre("max_steps=20"));
}

TEST_F(Choice, OneConfigurationForAllTargets) {
  write(run(10, 1, 0.9, 5, "de"));
  write(run(10, 1, 0.1, 5, "sv"));
  write(run(20, 1, 0.6, 5, "de"));
  write(run(20, 1, 0.6, 5, "sv"));
  EXPECT_THAT(shown(), ElementsAre("max_steps=20", "max_steps=20"));
}

TEST_F(Choice, AnIncompleteConfigurationCannotBeChosen) {
  write(run(10, 1, 0.9));
  auto failed = test::failed_run("m", "de", 2, "broke");
  failed.id.variant = "max_steps=10";
  failed.swept = failed.conditions = {{"max_steps", 10}};
  failed.choose = "source_dev";
  write(failed);
  write(run(20, 1, 0.2));
  write(run(20, 2, 0.2));
  EXPECT_THAT(shown(), ElementsAre("max_steps=20"));
  EXPECT_THAT(candidate_table(summary()).rows[0].back().text,
              HasSubstr("incomplete; de, seed 2: stage"));
  EXPECT_THAT(to_markdown(report_document(summary(), {}, "")), HasSubstr("seed 2**: stage: broke"));
  // A seed that one of them was never run with counts as missing, too.
  write(run(30, 3, 0.99));
  const Summary none = summary();
  EXPECT_THAT(none.groups, SizeIs(3));
  EXPECT_THAT(none.set_aside, IsEmpty());
  EXPECT_THAT(none.problems, ElementsAre(HasSubstr("none of 3 configurations")));
}

TEST_F(Choice, NothingIsChosenUnasked) {
  for (const int steps : {10, 20}) {
    auto record = run(steps, 1, 0.5);
    record.choose.clear();
    write(record);
  }
  EXPECT_THAT(shown(), SizeIs(2));
  EXPECT_THAT(summary().candidates, IsEmpty());
  EXPECT_THAT(to_markdown(report_document(summary(), {}, "")),
              Not(HasSubstr("Configurations tried")));
}

TEST_F(Choice, MethodsAndSourcesChooseForThemselves) {
  for (const char* size : {"500", "1000"})
    for (const int steps : {10, 20}) {
      auto record = run(steps, 1, (steps == 10) == (std::string(size) == "500") ? 0.9 : 0.1);
      record.id.size = size;
      write(record);
    }
  EXPECT_THAT(shown(), ElementsAre("max_steps=10", "max_steps=20"));
  auto other = run(10, 1, 0.01);
  other.id.method = "other";
  write(other);
  EXPECT_THAT(shown(), SizeIs(3));
}

}  // namespace
}  // namespace xner::reports
