// `xner baseline` and `xner gate` as functions: what they keep, refuse, and return.
#include "harness/cli/baseline.hpp"

#include <cstdlib>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/cli/gate.hpp"
#include "reports/gate/baseline.hpp"
#include "tests/support/known_runs.hpp"

namespace xner::cli {
namespace {

namespace fs = std::filesystem;
using test::write_counted_cell;
using testing::HasSubstr;
using testing::Not;

class BaselineVerb : public testing::Test {
 protected:
  TemporaryFolder work;
  fs::path runs = work.path() / "runs" / "counted";
  BaselineOptions options;
  std::ostringstream out;

  void SetUp() override {
    write_counted_cell(runs, "m", "de", 700);
    write_counted_cell(runs, "m", "es", 650);
    options.name = "main";
    options.runs = runs.string();
    options.baselines = (work.path() / "baselines").string();
    options.who = "ann";
    options.why = "first release";
  }
  [[nodiscard]] fs::path folder() const { return fs::path(options.baselines) / "main"; }
  [[nodiscard]] GateOptions gate() const {
    GateOptions gate;
    gate.what = runs.string();
    gate.baseline = "main";
    gate.baselines = options.baselines;
    return gate;
  }
  int run(int (*task)(const BaselineOptions&, std::ostream&)) {
    out.str("");
    return task(options, out);
  }
  std::string refusal(int (*task)(const BaselineOptions&, std::ostream&)) {
    try {
      static_cast<void>(run(task));
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(BaselineVerb, SaveKeepsWhatAComparisonNeedsAndNoMore) {
  EXPECT_EQ(run(run_baseline_save), 0);
  const fs::path run = folder() / "m/base/aa-full/de/seed-1";
  for (const char* file : {"metrics.json", "counts.bin"})
    EXPECT_EQ(read_file(run / file), read_file(runs / "m/base/aa-full/de/seed-1" / file));
  const std::string environment = read_file(run / "env.json");
  EXPECT_THAT(environment, HasSubstr("numeric_class"));
  EXPECT_THAT(environment, Not(HasSubstr("somewhere")));  // host
  EXPECT_EQ(std::distance(fs::directory_iterator(run), fs::directory_iterator()), 3);
  const auto entries = reports::read_entries(folder());
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].what, "save");
  EXPECT_EQ(entries[0].who, "ann");
  EXPECT_EQ(entries[0].why, "first release");
  EXPECT_EQ(entries[0].runs, 10);
  EXPECT_THAT(entries[0].xner, testing::ElementsAre("0.1.0 (0123456789ab)"));
  EXPECT_THAT(entries[0].experiments, testing::ElementsAre("counted"));
  EXPECT_EQ(entries[0].cells.size(), 2U);
  EXPECT_FALSE(entries[0].cells[0].old);
  EXPECT_NEAR(entries[0].cells[0].now->f1.mean, 0.7, 1e-12);
  // Nothing half done is left beside it.
  EXPECT_EQ(std::distance(fs::directory_iterator(options.baselines), fs::directory_iterator()), 1);
}

TEST_F(BaselineVerb, SaveRefuses) {
  EXPECT_EQ(run(run_baseline_save), 0);
  EXPECT_THAT(refusal(run_baseline_save), HasSubstr("accept"));
  for (const char* name : {".x", "a/b", "a\nb"}) {
    options.name = name;
    EXPECT_THAT(refusal(run_baseline_save), HasSubstr("expected a name")) << name;
  }
  options.name = "";
  EXPECT_THAT(refusal(run_baseline_save), HasSubstr("expected the name of a baseline"));
  options.name = "other";
  options.why = "  ";
  EXPECT_THAT(refusal(run_baseline_save), HasSubstr("--why"));
  options.why = "x";
  test::write_failed_run(runs, test::counted_id("m", "fr", 1), "out of memory");
  EXPECT_THAT(refusal(run_baseline_save), HasSubstr("out of memory"));
  EXPECT_FALSE(fs::exists(fs::path(options.baselines) / "other"));
  options.runs = options.baselines + "/none";
  EXPECT_NE(refusal(run_baseline_save), "");
}

TEST_F(BaselineVerb, AcceptWritesOldAndNewValues) {
  EXPECT_THAT(refusal(run_baseline_accept), HasSubstr("no baseline"));
  EXPECT_EQ(run(run_baseline_save), 0);
  write_counted_cell(runs, "m", "de", 660);
  write_counted_cell(runs, "m", "fr", 500);
  options.why = "";
  EXPECT_THAT(refusal(run_baseline_accept), HasSubstr("--why"));
  options.why = "dropout is right now";
  EXPECT_EQ(run(run_baseline_accept), 0);
  EXPECT_THAT(out.str(), HasSubstr("m/base/aa-full/de: 70.00 ± 0.22 (5 seeds) -> 66.00 ± 0.22"));
  EXPECT_THAT(out.str(), HasSubstr("m/base/aa-full/fr: 50.00"));
  const auto entries = reports::read_entries(folder());
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].why, "first release");
  EXPECT_NEAR(entries[1].cells[0].old->f1.mean, 0.70, 1e-12);
  EXPECT_NEAR(entries[1].cells[0].now->f1.mean, 0.66, 1e-12);
  std::ostringstream verdict;
  EXPECT_EQ(run_gate(gate(), verdict, verdict), 0);

  // Cells that would go are only dropped if that is said.
  fs::remove_all(runs / "m/base/aa-full/es");
  EXPECT_THAT(refusal(run_baseline_accept), HasSubstr("aa-full/es"));
  options.drop_missing = true;
  EXPECT_EQ(run(run_baseline_accept), 0);
  EXPECT_THAT(out.str(), HasSubstr("m/base/aa-full/es: 65.00 ± 0.22 (5 seeds) -> none"));
  EXPECT_FALSE(fs::exists(folder() / "m/base/aa-full/es"));
}

TEST_F(BaselineVerb, ListAndShow) {
  EXPECT_EQ(run(run_baseline_list), 5);
  EXPECT_EQ(run(run_baseline_save), 0);
  EXPECT_EQ(run(run_baseline_list), 0);
  EXPECT_THAT(out.str(), HasSubstr("first release"));
  EXPECT_EQ(run(run_baseline_show), 0);
  EXPECT_THAT(out.str(), HasSubstr("70.00 ± 0.22"));
  EXPECT_THAT(out.str(), HasSubstr("save by ann: first release"));
  options.format = "json";
  EXPECT_EQ(run(run_baseline_show), 0);
  const auto json = record::Json::parse(out.str());
  EXPECT_EQ(json["cells"][0]["cell"], "m/base/aa-full/de");
  EXPECT_EQ(json["entries"][0]["who"], "ann");
  options.name = "mian";
  EXPECT_THAT(refusal(run_baseline_show), HasSubstr("did you mean 'main'"));
}

TEST_F(BaselineVerb, DamagedFilesAreErrors) {
  EXPECT_EQ(run(run_baseline_save), 0);
  for (const char* text : {"{", "[]", "{\"schema\": 2, \"entries\": []}",
                           "{\"schema\": 1, \"entries\": [{}]}", "{\"schema\": \"1\"}"}) {
    write_file(folder() / "baseline.json", text);
    EXPECT_THAT(refusal(run_baseline_show), HasSubstr("baseline.json")) << text;
  }
}

TEST_F(BaselineVerb, WhoIsTheEnvironmentsElseAsked) {
  options.who = "";
  for (const char* name : {"GITHUB_ACTOR", "GITLAB_USER_LOGIN", "USER", "LOGNAME"})
    ::unsetenv(name);
  EXPECT_THAT(refusal(run_baseline_save), HasSubstr("--who"));
  ::setenv("USER", "bob", 1);
  ::setenv("GITHUB_ACTOR", "ann", 1);
  EXPECT_EQ(acting_user(), "ann");
}

TEST_F(BaselineVerb, GateWritesEveryForm) {
  EXPECT_EQ(run(run_baseline_save), 0);
  write_counted_cell(runs, "m", "de", 650);
  GateOptions options_of_gate = gate();
  options_of_gate.json = (work.path() / "gate.json").string();
  options_of_gate.junit = (work.path() / "gate.xml").string();
  options_of_gate.summary = (work.path() / "summary.md").string();
  write_file(options_of_gate.summary, "before\n");
  std::ostringstream text, notes;
  EXPECT_EQ(run_gate(options_of_gate, text, notes), 3);
  EXPECT_THAT(text.str(), HasSubstr("REGRESSION: of 2 cells 1 regression, 1 identical"));
  EXPECT_EQ(record::read_json(options_of_gate.json)["exit_code"], 3);
  EXPECT_THAT(read_file(options_of_gate.junit), HasSubstr("failures=\"1\""));
  EXPECT_THAT(read_file(options_of_gate.summary), HasSubstr("before\n## xner gate: REGRESSION"));
  for (const char* format : {"json", "markdown", "github"}) {
    options_of_gate.format = format;
    std::ostringstream other;
    EXPECT_EQ(run_gate(options_of_gate, other, notes), 3);
    EXPECT_THAT(other.str(), HasSubstr("by -5.00 points")) << format;
  }
}

TEST_F(BaselineVerb, GateJudgesAnotherNumericClassOnlyIfAsked) {
  EXPECT_EQ(run(run_baseline_save), 0);
  write_counted_cell(runs, "m", "de", 700, 5, 2, "cuda");
  GateOptions with = gate();
  std::ostringstream text;
  EXPECT_THROW(static_cast<void>(run_gate(with, text, text)), Error);
  with.across_classes = true;
  EXPECT_EQ(run_gate(with, text, text), 0);
  EXPECT_THAT(text.str(), HasSubstr("device cuda was cpu"));
}

TEST_F(BaselineVerb, SaysWhereOneSeedIsTooFew) {
  EXPECT_EQ(run(run_baseline_save), 0);
  EXPECT_THAT(out.str(), Not(HasSubstr("note:")));
  fs::remove_all(runs);
  write_counted_cell(runs, "m", "de", 700, 1);
  write_counted_cell(runs, "m", "es", 700);
  EXPECT_EQ(run(run_baseline_accept), 0);
  EXPECT_THAT(out.str(), HasSubstr("note: 1 of 2 cells have one seed"));
}

TEST_F(BaselineVerb, GateTakesMarginsFromFileAndCommandLine) {
  EXPECT_EQ(run(run_baseline_save), 0);
  write_counted_cell(runs, "m", "de", 670);
  GateOptions with = gate();
  std::ostringstream text;
  EXPECT_EQ(run_gate(with, text, text), 3);
  with.margins = (work.path() / "gate.toml").string();
  write_file(with.margins, "[f1.targets.de]\nmargin = 6\n");
  EXPECT_EQ(run_gate(with, text, text), 0);
  with.settings = {"f1.targets.de.margin=1"};
  EXPECT_EQ(run_gate(with, text, text), 3);
  with.settings = {"f1.margn=1"};
  EXPECT_THROW(static_cast<void>(run_gate(with, text, text)), Error);
}

TEST_F(BaselineVerb, GateRefuses) {
  EXPECT_EQ(run(run_baseline_save), 0);
  std::ostringstream text;
  GateOptions wrong = gate();
  wrong.baseline = "mian";
  EXPECT_THROW(static_cast<void>(run_gate(wrong, text, text)), Error);
  wrong = gate();
  wrong.format = "html";
  EXPECT_THROW(static_cast<void>(run_gate(wrong, text, text)), Error);
  wrong = gate();
  wrong.fail_on = {"pass"};
  EXPECT_THROW(static_cast<void>(run_gate(wrong, text, text)), Error);
  // A folder is taken as it is, also one that was never saved; an empty one selects nothing.
  GateOptions plain = gate();
  plain.baseline = runs.string();
  EXPECT_EQ(run_gate(plain, text, text), 0);
  EXPECT_THAT(text.str(), HasSubstr("not a saved baseline"));
  fs::create_directories(work.path() / "empty");
  plain.what = (work.path() / "empty").string();
  EXPECT_EQ(run_gate(plain, text, text), 5);
}

}  // namespace
}  // namespace xner::cli
