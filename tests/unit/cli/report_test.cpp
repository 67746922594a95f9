// `xner report` as a function: what it prints and what it leaves in the folder.
#include "harness/cli/report.hpp"

#include <map>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "tests/unit/reports/run_fixture.hpp"

namespace xner::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(ReportVerb, PrintsAndWritesTheSameNumbers) {
  const TemporaryFolder folder;
  test::write_experiment(folder.path());
  std::ostringstream out;
  std::ostringstream notes;
  EXPECT_EQ(run_report({{folder.path().string() + "/"}, "json"}, out, notes), 0);
  EXPECT_EQ(out.str(), read_file(folder.path() / "report.json"));
  EXPECT_EQ(nlohmann::json::parse(out.str())["runs"]["failed"], 1);
  const std::string markdown = read_file(folder.path() / "report.md");
  EXPECT_THAT(markdown, HasSubstr("xner report " + folder.path().string()));

  // What it wrote is no run: a second report says the same.
  std::ostringstream again;
  EXPECT_EQ(run_report({{folder.path().string()}, "markdown"}, again, notes), 0);
  EXPECT_EQ(again.str(), markdown);
}

TEST(ReportVerb, WritesNothingIfToldSo) {
  const TemporaryFolder folder;
  test::write_experiment(folder.path());
  std::ostringstream out;
  EXPECT_EQ(run_report({{folder.path().string()}, "text", false}, out, out), 0);
  EXPECT_THAT(out.str(), HasSubstr("65.97 ± 2.09"));
  EXPECT_FALSE(fs::exists(folder.path() / "report.md"));
}

TEST(ReportVerb, PrintsInEveryFormatWhatItWrites) {
  const TemporaryFolder folder;
  test::write_experiment(folder.path());
  std::ostringstream notes;
  const std::map<std::string, std::string> names{
      {"html", "report.html"}, {"md", "report.md"},     {"latex", "report.tex"},
      {"csv", "report.csv"},   {"json", "report.json"}, {"csv-summary", "report_summary.csv"}};
  for (const auto& [format, name] : names) {
    std::ostringstream out;
    EXPECT_EQ(run_report({{folder.path().string()}, format}, out, notes), 0);
    EXPECT_EQ(out.str(), read_file(folder.path() / name)) << format;
  }
}

TEST(ReportVerb, SeveralExperimentsAreWrittenWhereAskedFor) {
  const TemporaryFolder folder, output;
  test::write_experiment(folder.path() / "a");
  test::write_experiment(folder.path() / "b");
  std::ostringstream out, notes;
  ReportOptions options;
  options.folders = {(folder.path() / "a").string(), (folder.path() / "b").string()};
  EXPECT_EQ(run_report(options, out, notes), 0);
  EXPECT_THAT(notes.str(), HasSubstr("--output FOLDER"));
  EXPECT_FALSE(fs::exists(folder.path() / "a/report.md"));
  EXPECT_THAT(out.str(), HasSubstr("18 scored, 2 failed"));
  options.output = (output.path() / "all").string();
  EXPECT_EQ(run_report(options, out, notes), 0);
  EXPECT_TRUE(fs::exists(output.path() / "all/report.html"));
}

TEST(ReportVerb, NothingSelectedIsFive) {
  const TemporaryFolder folder;
  std::ostringstream out;
  std::ostringstream notes;
  EXPECT_EQ(run_report({{folder.path().string()}}, out, notes), 5);
  EXPECT_EQ(out.str(), "");
  EXPECT_THAT(notes.str(), HasSubstr("no run in"));
  EXPECT_THROW(static_cast<void>(run_report({{"no/such/folder"}}, out, notes)), Error);
  EXPECT_THROW(static_cast<void>(run_report({{folder.path().string()}, "htm"}, out, notes)), Error);
}

}  // namespace
}  // namespace xner::cli
