// Publishing a run folder as a whole, and finding runs again.
#include "harness/record/run_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"

namespace xner::record {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

RunRecord failed_run(std::uint64_t seed) {
  RunRecord record;
  record.id = {"m", "base", "en", "full", "de", seed};
  record.failure = Failure{"stage", "it broke", ""};
  return record;
}

TEST(RunStaging, PublishesAllAtOnce) {
  const TemporaryFolder root;
  const fs::path run = root.path() / "a" / "seed-1";
  {
    RunStaging staging(run);
    write_file(staging.path() / "metrics.json", "one");
    EXPECT_FALSE(fs::exists(run));
    staging.publish();
    EXPECT_EQ(read_file(run / "metrics.json"), "one");
  }
  EXPECT_EQ(entries(run.parent_path()), 1U);
}

TEST(RunStaging, TakesThePlaceOfAnOlderRun) {
  const TemporaryFolder root;
  const fs::path run = root.path() / "seed-1";
  fs::create_directory(run);
  write_file(run / "old", "old");
  {
    RunStaging staging(run);
    write_file(staging.path() / "new", "new");
    staging.publish();
  }
  EXPECT_FALSE(fs::exists(run / "old"));
  EXPECT_EQ(read_file(run / "new"), "new");
  EXPECT_EQ(entries(root.path()), 1U);
}

TEST(RunStaging, SeveralArePublishedTogether) {
  const TemporaryFolder root;
  fs::create_directory(root.path() / "seed-2");
  {
    std::vector<std::unique_ptr<RunStaging>> runs;
    for (const char* name : {"seed-1", "seed-2", "b/seed-1"}) {
      runs.push_back(std::make_unique<RunStaging>(root.path() / name));
      write_file(runs.back()->path() / "name", name);
    }
    publish_together(runs);
    publish_together({});
  }
  for (const char* name : {"seed-1", "seed-2", "b/seed-1"})
    EXPECT_EQ(read_file(root.path() / name / "name"), name);
  EXPECT_EQ(entries(root.path()), 3U);
}

TEST(RunStaging, LeavesNothingIfNotPublished) {
  const TemporaryFolder root;
  { const RunStaging staging(root.path() / "seed-1"); }
  EXPECT_EQ(entries(root.path()), 0U);
}

TEST(FindRuns, InOrderWithProblemsAndWithoutHiddenFolders) {
  const TemporaryFolder root;
  for (const std::uint64_t seed : {2, 1}) {
    const RunRecord record = failed_run(seed);
    write_json(root.path() / record.id.folder() / kMetricsFile, to_json(record));
  }
  write_file(root.path() / "m/base/en-full/de/seed-3/metrics.json", "{\"schema\": 99}");
  write_file(root.path() / "m/base/en-full/de/.tmp-seed-4-abc/metrics.json", "half");
  const auto runs = find_runs(root.path());
  ASSERT_EQ(runs.size(), 3U);
  EXPECT_EQ(runs[0].record->id.seed, 1U);
  EXPECT_EQ(runs[1].record->failure->message, "it broke");
  EXPECT_FALSE(runs[2].record);
  EXPECT_THAT(runs[2].problem, HasSubstr("not readable by this version"));
}

TEST(FindRuns, NeedsAFolder) { EXPECT_THROW(find_runs("no/such/folder"), Error); }

TEST(WriteJson, IsIndentedSortedAndSurvivesBadUtf8) {
  const TemporaryFolder root;
  write_json(root.path() / "x.json", {{"b", 1}, {"a", "\xFF"}});
  EXPECT_EQ(read_file(root.path() / "x.json"), "{\n  \"a\": \"\xEF\xBF\xBD\",\n  \"b\": 1\n}\n");
}

}  // namespace
}  // namespace xner::record
