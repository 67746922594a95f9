// Statistics, groups, throughput without double counting, and records that cannot be read.
#include "reports/runs/summary.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "reports/runs/rows.hpp"
#include "tests/unit/reports/run_fixture.hpp"

namespace xner::reports {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Summary summary_of(const TemporaryFolder& folder) {
  return summarise(load_runs(folder.path()), "name");
}

TEST(Statistics, SampleStandardDeviation) {
  EXPECT_EQ(statistics({}).n, 0);
  EXPECT_FALSE(statistics({0.5}).deviation);
  const Statistics three = statistics({0.5, 0.6, 0.7});
  EXPECT_EQ(three.n, 3);
  EXPECT_DOUBLE_EQ(three.mean, 0.6);
  EXPECT_NEAR(*three.deviation, 0.1, 1e-12);
}

TEST(Summary, GroupsRunsThatDifferInTheSeedAlone) {
  const TemporaryFolder folder;
  for (const std::uint64_t seed : {1, 2})
    test::write_run(folder.path(), test::scored_run("m", "de", seed, {9, 9, 5}));
  auto departing = test::scored_run("m", "de", 3, {9, 9, 5});
  departing.departures = {{"max_steps", 3}};
  test::write_run(folder.path(), departing);
  const Summary summary = summary_of(folder);
  ASSERT_EQ(summary.groups.size(), 2U);
  std::vector<std::size_t> sizes{summary.groups[0].seeds.size(), summary.groups[1].seeds.size()};
  EXPECT_THAT(sizes, testing::UnorderedElementsAre(2U, 1U));
  EXPECT_EQ(summary.scored, 3);
  EXPECT_EQ(summary.experiment, "example");
}

// As after a command with other settings and fewer seeds on a folder that is there already.
TEST(Summary, RowsDoNotMixConditions) {
  const TemporaryFolder folder;
  const auto write = [&](const char* target, std::uint64_t seed, int steps) {
    auto run = test::scored_run("m", target, seed, {9, 9, 5});
    run.conditions = {{"max_steps", steps}, {"test", target}};
    test::write_run(folder.path(), run);
  };
  for (const std::uint64_t seed : {1, 2, 3})
    for (const char* target : {"de", "es", "nl"}) write(target, seed, 60);
  const Summary before = summary_of(folder);
  ASSERT_EQ(rows_of(before).size(), 1U);
  EXPECT_EQ(rows_of(before)[0].name, "m");
  for (const std::uint64_t seed : {1, 2}) write("de", seed, 12);
  const Summary after = summary_of(folder);
  std::vector<std::string> rows;
  for (const Row& row : rows_of(after)) {
    rows.push_back(row.name);
    for (const auto& [target, group] : row.groups) rows.back() += " " + target;
  }
  EXPECT_THAT(rows,
              testing::UnorderedElementsAre("m (max_steps=12) de", "m (max_steps=60) de es nl"));
}

TEST(Summary, UndefinedF1IsNotCountedAsZero) {
  Scores scores{{{0, 0, 0}, {10, 10, 5}}};
  EXPECT_EQ(scores.f1().n, 1);
  EXPECT_DOUBLE_EQ(scores.f1().mean, 0.5);
}

TEST(Summary, AFailedRunStaysOutOfTheMean) {
  const TemporaryFolder folder;
  test::write_run(folder.path(), test::scored_run("m", "de", 1, {9, 9, 4}));
  test::write_run(folder.path(), test::failed_run("m", "de", 2, "broke"));
  const Summary summary = summary_of(folder);
  ASSERT_EQ(summary.groups.size(), 1U);
  EXPECT_THAT(summary.groups[0].seeds, ElementsAre(1U));
  ASSERT_EQ(summary.groups[0].failed.size(), 1U);
  EXPECT_EQ(summary.groups[0].failed[0].failure.message, "broke");
  EXPECT_EQ(summary.failed, 1);
}

TEST(Summary, AStageThatServesTwoTargetsCountsOnce) {
  const TemporaryFolder folder;
  for (const char* target : {"de", "sv"})
    test::write_run(folder.path(), test::scored_run("m", target, 1, {9, 9, 4}));
  const Summary summary = summary_of(folder);
  ASSERT_EQ(summary.throughput.size(), 1U);
  EXPECT_DOUBLE_EQ(summary.throughput[0].train_steps, 320);
  EXPECT_DOUBLE_EQ(summary.throughput[0].train_pieces, 256000);
  EXPECT_DOUBLE_EQ(summary.throughput[0].predict_sentences, 2000);
  EXPECT_DOUBLE_EQ(summary.throughput[0].peak_memory, 1536.0 * (1 << 20));
}

TEST(Summary, ProblemsAreReportedAndTheRestIsKept) {
  const TemporaryFolder folder;
  test::write_run(folder.path(), test::scored_run("m", "de", 1, {9, 9, 4}));
  auto other = test::scored_run("m", "de", 2, {9, 9, 4});
  other.signature = "another";
  test::write_run(folder.path(), other);
  write_file(folder.path() / "m/base/en-full/de/seed-9/metrics.json", "{\"schema\": 2}");
  write_file(folder.path() / "m/base/en_pud-1000/de/seed-2/speed.json", "{");
  const Summary summary = summary_of(folder);
  EXPECT_EQ(summary.scored, 2);
  EXPECT_THAT(summary.problems,
              ElementsAre(HasSubstr("not readable by this version"), HasSubstr("speed.json:1"),
                          HasSubstr("different signatures")));
}

// A copied folder, or the parent of two experiments: no seed counts twice.
TEST(Summary, ASeedThatIsThereTwiceIsLeftOutAndSaid) {
  const TemporaryFolder folder;
  test::write_experiment(folder.path() / "x");
  const Summary once = summarise(load_runs(folder.path()), "example");
  test::write_experiment(folder.path() / "y");
  const Summary twice = summarise(load_runs(folder.path()), "example");
  EXPECT_EQ(twice.scored, once.scored);
  EXPECT_EQ(twice.failed, once.failed);
  ASSERT_EQ(twice.groups.size(), once.groups.size());
  EXPECT_EQ(twice.groups[0].seeds, once.groups[0].seeds);
  EXPECT_THAT(twice.problems, Contains(HasSubstr("runs of a seed that their row has")));
}

TEST(Summary, AScoreThatItsCountsContradictIsLeftOut) {
  const TemporaryFolder folder;
  test::write_experiment(folder.path());
  const Summary whole = summarise(load_runs(folder.path()), "example");
  const auto runs = record::find_runs(folder.path());
  const auto scored = std::ranges::find_if(runs, [](const auto& run) { return run.record->ok(); });
  record::RunRecord edited = *scored->record;
  ++edited.score->overall.correct;
  record::write_json(scored->folder / record::kMetricsFile, to_json(edited));
  const Summary rest = summarise(load_runs(folder.path()), "example");
  EXPECT_EQ(rest.scored, whole.scored - 1);
  EXPECT_THAT(rest.problems, Contains(HasSubstr("left out: ")));
}

TEST(Summary, ARunFolderWithoutItsScoreIsAProblem) {
  const TemporaryFolder folder;
  test::write_experiment(folder.path());
  const auto runs = record::find_runs(folder.path());
  std::filesystem::remove(runs.front().folder / record::kMetricsFile);
  const Summary rest = summarise(load_runs(folder.path()), "example");
  EXPECT_THAT(rest.problems, Contains(HasSubstr("expected a run's metrics.json, found none")));
}

TEST(Summary, NoRunNoGroup) {
  const TemporaryFolder folder;
  EXPECT_THAT(summary_of(folder).groups, IsEmpty());
  EXPECT_THROW(load_runs(folder.path() / "none"), Error);
}

}  // namespace
}  // namespace xner::reports
