// `xner compare` as a function: its three forms, and what it refuses.
#include "harness/cli/compare.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "tests/unit/reports/counted_runs.hpp"
#include "tests/unit/reports/labelled_runs.hpp"

namespace xner::cli {
namespace {

using testing::HasSubstr;

nlohmann::json compared(CompareOptions options) {
  options.format = "json";
  options.resamples = 500;
  std::ostringstream out, notes;
  EXPECT_EQ(run_compare(options, out, notes), 0) << notes.str();
  return nlohmann::json::parse(out.str());
}

std::string refusal(const CompareOptions& options) {
  std::ostringstream out, notes;
  try {
    (void)run_compare(options, out, notes);
  } catch (const Error& error) {
    EXPECT_EQ(out.str(), "");
    return error.what();
  }
  return "";
}

TEST(CompareVerb, MethodsOfAnExperimentOrTheirFolders) {
  const TemporaryFolder folder;
  test::write_two_methods(folder.path());
  const std::string root = folder.path().string();
  const auto methods = compared({{root + "/", "mulda", "wu_dredze/base"}});
  EXPECT_EQ(methods["schema"], 1);
  EXPECT_EQ(methods["a"], "mulda");
  EXPECT_EQ(methods["targets"].size(), 2u);
  EXPECT_EQ(methods["targets"][0]["a"]["seeds"], nlohmann::json({1, 2, 3}));
  const auto folders = compared({{root + "/mulda", root + "/wu_dredze"}});
  EXPECT_EQ(methods, folders);
  const auto models = compared(
      {{root + "/mulda/base/en_pud-1000/de/seed-1", root + "/mulda/base/en_pud-1000/de/seed-2"}});
  EXPECT_EQ(models["targets"][0]["speaks_of"], "models");
  EXPECT_THAT(std::string(models["a"]), HasSubstr("seed-1"));
}

TEST(CompareVerb, PredictionFiles) {
  const TemporaryFolder folder;
  std::string gold, good, bad;
  for (int i = 0; i < 60; ++i) {
    gold += "a B-PER\nb O\n\n";
    good += "a B-PER\nb O\n\n";
    bad += i % 2 == 0 ? "a O\nb O\n\n" : "a B-PER\nb O\n\n";
  }
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  write_file(path("gold"), gold);
  write_file(path("good"), good);
  write_file(path("bad"), bad);
  const auto result = compared({{path("good"), path("bad")}, path("gold")});
  EXPECT_NEAR(result["targets"][0]["difference"], 1.0 - 2.0 / 3, 1e-12);
  EXPECT_LT(result["targets"][0]["p"], 1e-4);
  EXPECT_GT(result["targets"][0]["p"], 0);
  write_file(path("short"), "a B-PER\n");
  EXPECT_THAT(refusal({{path("good"), path("short")}, path("gold")}), HasSubstr("short"));
}

TEST(CompareVerb, RefusesWhatItCannotTell) {
  const TemporaryFolder folder;
  test::write_two_methods(folder.path());
  const std::string root = folder.path().string();
  EXPECT_THAT(refusal({{root, "mulda", "wu_dredse"}}), HasSubstr("did you mean 'wu_dredze'"));
  EXPECT_THAT(refusal({{root, root}}), HasSubstr("expected runs of one method in"));
  EXPECT_THAT(refusal({{root}}), HasSubstr("expected FOLDER A B or A B, found 1"));
  EXPECT_THAT(refusal({{root, "mulda", "wu_dredze"}, "gold"}), HasSubstr("two prediction files"));
  EXPECT_THAT(refusal({{root, "mulda", "wu_dredze"}, "", "xml"}), HasSubstr("--format"));
  EXPECT_THAT(refusal({{root, "mulda", "wu_dredze"}, "", "text", 5}), HasSubstr("--resamples"));
  EXPECT_THAT(refusal({{root, "mulda", "wu_dredze"}, "", "text", 500, 1, 1.5}),
              HasSubstr("--alpha"));
  const TemporaryFolder empty;
  std::ostringstream out, notes;
  EXPECT_EQ(run_compare({{empty.path().string(), "mulda", "wu_dredze"}}, out, notes), 5);
  EXPECT_THAT(notes.str(), HasSubstr("no run in"));
}

TEST(CompareVerb, BucketsAndSentencesOfFoldersAndFiles) {
  const TemporaryFolder folder;
  test::write_labelled_methods(folder.path());
  CompareOptions options{{folder.path().string(), "mulda", "wu_dredze"}};
  options.buckets = true;
  options.sentences = 1;
  const auto folders = compared(options);
  EXPECT_EQ(folders["buckets"].size(), 5u);
  EXPECT_EQ(folders["sentences"].size(), 1u);
  write_file(folder.path() / "gold", "Main B-LOC\n\nRome B-LOC\n");
  write_file(folder.path() / "a", "Main B-LOC\n\nRome O\n");
  write_file(folder.path() / "b", "Main B-LOC\n\nRome B-LOC\n");
  options.what = {(folder.path() / "a").string(), (folder.path() / "b").string()};
  options.gold = (folder.path() / "gold").string();
  const auto files = compared(options);
  EXPECT_EQ(files["buckets"][0]["bucket"], "LOC");
  EXPECT_DOUBLE_EQ(files["buckets"][0]["difference"].get<double>(), 2.0 / 3 - 1);
  EXPECT_TRUE(files["buckets"][0]["welch"].is_null());
  EXPECT_EQ(files["sentences"][0]["sentence"], 2);
  EXPECT_EQ(files["sentences"][0]["b"]["labels"], nlohmann::json({"B-LOC"}));
  options.sentences = -1;
  EXPECT_THAT(refusal(options), HasSubstr("--sentences: expected 0 to 1000, found -1"));
}

}  // namespace
}  // namespace xner::cli
