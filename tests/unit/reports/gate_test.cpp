// Verdicts of the gate on runs of known F1: 1,000 sentences, a point is ten of them.
#include "reports/gate/gate.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "reports/gate/gate_report.hpp"
#include "tests/support/known_runs.hpp"

namespace xner::reports {
namespace {

namespace fs = std::filesystem;
using test::counted_id;
using test::counted_sentences;
using test::write_counted_cell;
using test::write_counted_run;
using testing::ElementsAre;
using testing::HasSubstr;

class Gate : public testing::Test {
 protected:
  TemporaryFolder old_folder;
  TemporaryFolder new_folder;
  Margins margins;
  GateSetting setting;

  void old_cell(const std::string& target, std::size_t right, std::size_t seeds = 5,
                double spread = 2) {
    write_counted_cell(old_folder.path(), "m", target, right, seeds, spread);
  }
  void new_cell(const std::string& target, std::size_t right, std::size_t seeds = 5,
                double spread = 2) {
    write_counted_cell(new_folder.path(), "m", target, right, seeds, spread);
  }
  [[nodiscard]] GateResult result() const {
    return judge(read_baseline(old_folder.path()), load_cells(new_folder.path()), margins, setting);
  }
  /// Of the only cell.
  [[nodiscard]] CellVerdict verdict() const {
    const GateResult all = result();
    EXPECT_EQ(all.cells.size(), 1U);
    return all.cells.front();
  }
};

TEST_F(Gate, JudgesOnBothSidesOfTheMargin) {
  // right of 1,000; the margin is one point, ten sentences; the standard error of a difference of k
  // sentences is about sqrt(k) / 10 points.
  const std::pair<std::size_t, Verdict> cases[] = {
      {660, Verdict::kRegression},   {670, Verdict::kRegression}, {688, Verdict::kInconclusive},
      {690, Verdict::kInconclusive}, {699, Verdict::kPass},       {701, Verdict::kPass},
      {710, Verdict::kPass},         {730, Verdict::kImprovement}};
  old_cell("de", 700);
  for (const auto& [right, expected] : cases) {
    new_cell("de", right);
    EXPECT_EQ(verdict_name(verdict().verdict), std::string(verdict_name(expected))) << right;
  }
}

TEST_F(Gate, MovesWithTheMargin) {
  old_cell("de", 700);
  new_cell("de", 670);
  EXPECT_EQ(verdict().verdict, Verdict::kRegression);
  margins.f1 = 3;
  EXPECT_EQ(verdict().verdict, Verdict::kInconclusive);
  margins.f1 = 5;
  EXPECT_EQ(verdict().verdict, Verdict::kPass);
  margins.targets["de"] = 1;
  EXPECT_EQ(verdict().verdict, Verdict::kRegression);
}

TEST_F(Gate, TestsOneSidedAgainstTheMargin) {
  old_cell("de", 700);
  new_cell("de", 685);
  const CellVerdict cell = verdict();
  ASSERT_TRUE(cell.evidence);
  const auto& test = cell.evidence->test;
  EXPECT_NEAR(test.difference, -0.015, 1e-12);
  const boost::math::students_t t(test.freedom);
  EXPECT_NEAR(cell.evidence->p_below, cdf(t, (-0.015 + 0.01) / test.standard_error), 1e-9);
  EXPECT_NEAR(cell.evidence->p_not_below + cell.evidence->p_below, 1, 1e-12);
  EXPECT_NEAR(cell.evidence->p_above, cdf(complement(t, (-0.015 - 0.01) / test.standard_error)),
              1e-9);
  // The interval's bounds are those of the one-sided tests: level 1 - 2 alpha.
  EXPECT_NEAR(test.interval.high, -0.015 + quantile(t, 1 - setting.alpha) * test.standard_error,
              1e-9);
  EXPECT_NEAR(cell.margin, 0.01, 1e-15);
}

TEST_F(Gate, CorrectsRegressionsOverCells) {
  old_cell("de", 700);
  new_cell("de", 680);
  const CellVerdict alone = verdict();
  EXPECT_EQ(alone.verdict, Verdict::kRegression);
  EXPECT_GT(alone.evidence->p_below, setting.alpha / 10);
  EXPECT_EQ(alone.evidence->p_below_holm, alone.evidence->p_below);
  for (const char* target : {"a", "b", "c", "d", "e", "f", "g", "h", "i"}) {
    old_cell(target, 700);
    new_cell(target, 701);
  }
  const GateResult ten = result();
  EXPECT_EQ(ten.tested, 10U);
  EXPECT_EQ(ten.count(Verdict::kRegression), 0U);
  EXPECT_EQ(ten.cells.front().verdict, Verdict::kInconclusive);
  EXPECT_EQ(ten.cells.front().id.target, "de");
  EXPECT_NEAR(ten.cells.front().evidence->p_below_holm, 10 * ten.cells.front().evidence->p_below,
              1e-12);
  EXPECT_EQ(ten.count(Verdict::kPass), 9U);
  // The same for gains.
  new_cell("de", 720);
  const GateResult gain = result();
  EXPECT_EQ(gain.count(Verdict::kImprovement), 0U);
  EXPECT_EQ(gain.count(Verdict::kPass), 10U);
}

TEST_F(Gate, TakesEqualCountsOfEqualSeedsAsIdentical) {
  old_cell("de", 700);
  new_cell("de", 700);
  EXPECT_EQ(verdict().verdict, Verdict::kIdentical);
  EXPECT_FALSE(verdict().evidence);
  // One entity elsewhere is enough.
  score::RunCounts counts = counted_sentences(700);
  std::swap(counts[0], counts[999]);
  write_counted_run(new_folder.path(), counted_id("m", "de", 1), counts);
  EXPECT_EQ(verdict().verdict, Verdict::kPass);
  // So are other types of the same entities: F1 is equal, the predictions are not.
  new_cell("de", 700);
  ASSERT_EQ(verdict().verdict, Verdict::kIdentical);
  write_counted_run(new_folder.path(), counted_id("m", "de", 1), counted_sentences(700), "cpu",
                    "LOC");
  EXPECT_EQ(verdict().verdict, Verdict::kPass);
  // A part of the seeds says the same; with another seed there is something to test.
  fs::remove_all(new_folder.path() / "m/base/aa-full/de/seed-5");
  new_cell("de", 700, 4);
  EXPECT_EQ(verdict().verdict, Verdict::kIdentical);
  write_counted_run(new_folder.path(), counted_id("m", "de", 6), counted_sentences(700));
  EXPECT_EQ(verdict().verdict, Verdict::kPass);
}

TEST_F(Gate, SaysThatNoEntityIsPredicted) {
  old_cell("de", 700);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    score::RunCounts counts = counted_sentences(700);
    for (auto& sentence : counts) sentence.predicted = sentence.correct = 0;
    write_counted_run(new_folder.path(), counted_id("m", "de", seed), counts);
  }
  EXPECT_EQ(verdict().verdict, Verdict::kRegression);
  EXPECT_THAT(verdict().notes, testing::Contains("the new runs predict no entity"));
}

TEST_F(Gate, RefusesAnotherNumericClass) {
  old_cell("de", 700);
  new_cell("de", 700);
  // One run is enough, on either side; another CPU is none.
  write_counted_run(new_folder.path(), counted_id("m", "de", 3), counted_sentences(701), "cuda");
  try {
    static_cast<void>(result());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(exit_code(error.kind()), 2);
    EXPECT_THAT(error.what(), HasSubstr("m/base/aa-full/de"));
    EXPECT_THAT(error.what(), HasSubstr("device cuda was cpu"));
    EXPECT_THAT(error.hint(), HasSubstr("--across-classes"));
  }
  write_counted_cell(new_folder.path(), "m", "de", 700, 5, 2, "cuda");
  EXPECT_THROW(static_cast<void>(result()), Error);
  // If that is what changed: a test, for equal counts may be chance, and the note says it.
  setting.across_classes = true;
  EXPECT_EQ(verdict().verdict, Verdict::kPass);
  EXPECT_THAT(verdict().notes, ElementsAre("device cuda was cpu"));
  // A class that nobody wrote down is another one; unknown on both sides is not.
  setting.across_classes = false;
  for (const char* seed : {"1", "2", "3", "4", "5"})
    write_file(new_folder.path() / "m/base/aa-full/de" / (std::string("seed-") + seed) / "env.json",
               "{}");
  EXPECT_THROW(static_cast<void>(result()), Error);
  for (const char* seed : {"1", "2", "3", "4", "5"})
    fs::remove(old_folder.path() / "m/base/aa-full/de" / (std::string("seed-") + seed) /
               "env.json");
  EXPECT_EQ(verdict().verdict, Verdict::kIdentical);
}

TEST_F(Gate, SaysWhichConditionsDiffer) {
  old_cell("de", 700);
  new_cell("de", 700);
  EXPECT_THAT(verdict().notes, ElementsAre());
  for (const char* seed : {"1", "2", "3", "4", "5"}) {
    const auto file =
        new_folder.path() / "m/base/aa-full/de" / (std::string("seed-") + seed) / "metrics.json";
    record::Json metrics = record::read_json(file);
    metrics["encoder"] = "other";
    metrics["conditions"] = {{"dropout", 0.1}};
    record::write_json(file, metrics);
  }
  EXPECT_THAT(verdict().notes,
              ElementsAre("dropout 0.1 was unknown", "encoder other was random-tiny",
                          "learning_rate unknown was 0.001"));
}

TEST_F(Gate, SaysWhatIsMissingOrFailed) {
  old_cell("de", 700);
  old_cell("es", 700);
  new_cell("de", 699);
  new_cell("fr", 500);
  const GateResult missing = result();
  EXPECT_EQ(missing.cells.front().verdict, Verdict::kMissing);
  EXPECT_EQ(gate_exit_code(missing, {}), 1);
  EXPECT_THAT(missing.new_cells, ElementsAre("m/base/aa-full/fr"));

  test::write_failed_run(new_folder.path(), counted_id("m", "es", 1), "out of memory");
  EXPECT_THAT(gate_to_github(result()), HasSubstr("out of memory"));
  new_cell("es", 701, 4);
  EXPECT_EQ(gate_exit_code(result(), {}), 0);
  // One failed run among scored ones: judged by those, and still not whole.
  test::write_failed_run(new_folder.path(), counted_id("m", "es", 5), "out of memory");
  EXPECT_EQ(result().count(Verdict::kPass), 2U);
  EXPECT_EQ(gate_exit_code(result(), {}), 1);
  write_file(new_folder.path() / "m/base/aa-full/es/seed-5/metrics.json", "{}");
  EXPECT_EQ(result().problems.size(), 1U);
  EXPECT_EQ(gate_exit_code(result(), {}), 1);
}

TEST_F(Gate, ExitCodesAreThoseOfTheDesign) {
  old_cell("de", 700);
  new_cell("de", 650);
  EXPECT_EQ(gate_exit_code(result(), {}), 3);
  new_cell("de", 690);
  EXPECT_EQ(gate_exit_code(result(), {}), 0);
  EXPECT_EQ(gate_exit_code(result(), {.inconclusive = true}), 6);
  new_cell("de", 740);
  EXPECT_EQ(gate_exit_code(result(), {.inconclusive = true}), 0);
  EXPECT_EQ(gate_exit_code(result(), {.improvement = true}), 4);
  // A regression outranks what is missing.
  old_cell("es", 700);
  new_cell("de", 650);
  EXPECT_EQ(gate_exit_code(result(), {}), 3);
}

TEST_F(Gate, DoesNotBelieveNoise) {
  old_cell("de", 700, 5, 2);
  new_cell("de", 701, 5, 8);
  EXPECT_EQ(verdict().verdict, Verdict::kInconclusive);
  EXPECT_EQ(verdict().doubt, Doubt::kNoise);
  old_cell("de", 700, 5, 4.1);
  EXPECT_EQ(verdict().verdict, Verdict::kPass);
  // A clear loss stays one.
  old_cell("de", 700, 5, 2);
  new_cell("de", 600, 5, 8);
  EXPECT_EQ(verdict().verdict, Verdict::kRegression);
}

TEST_F(Gate, OneEntityMoreOrLessIsNoNoise) {
  old_cell("de", 990, 5, 0);  // five times the same F1
  new_cell("de", 990, 5, 1);
  EXPECT_EQ(verdict().verdict, Verdict::kPass);
  new_cell("de", 980, 5, 8);
  EXPECT_EQ(verdict().doubt, Doubt::kNoise);
}

TEST_F(Gate, NoiseNeedsFiveSeeds) {
  old_cell("de", 700, 4, 2);
  new_cell("de", 703, 5, 8);
  EXPECT_NE(verdict().doubt, Doubt::kNoise);
}

TEST_F(Gate, NeedsTwoSeeds) {
  old_cell("de", 700);
  new_cell("de", 600, 1);
  EXPECT_EQ(verdict().verdict, Verdict::kInconclusive);
  EXPECT_EQ(verdict().doubt, Doubt::kOneSeed);
}

TEST_F(Gate, SaysWhatWouldDecide) {
  // Seeds that spread by 2 points: more of them help.
  old_cell("de", 700, 5, 20);
  new_cell("de", 701, 5, 20);
  new_cell("de", 699, 5, 21);
  const CellVerdict cell = verdict();
  EXPECT_EQ(cell.verdict, Verdict::kInconclusive);
  EXPECT_EQ(cell.doubt, Doubt::kSeeds);
  ASSERT_TRUE(cell.seeds_needed);
  EXPECT_GT(*cell.seeds_needed, 5U);
  // At the margin no number does.
  old_cell("de", 700);
  new_cell("de", 690);
  EXPECT_EQ(verdict().doubt, Doubt::kAtMargin);
  EXPECT_FALSE(verdict().seeds_needed);
}

TEST_F(Gate, SaysIfTheTestSetIsTooSmall) {
  // 20 sentences, two of which change sides: a margin of a point is a fifth of a sentence.
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    write_counted_run(old_folder.path(), counted_id("m", "de", seed), counted_sentences(14, 20));
    score::RunCounts counts = counted_sentences(14, 20);
    std::swap(counts[0], counts[19]);
    write_counted_run(new_folder.path(), counted_id("m", "de", seed), counts);
  }
  const CellVerdict cell = verdict();
  EXPECT_EQ(cell.doubt, Doubt::kTestSet);
  ASSERT_TRUE(cell.margin_possible);
  EXPECT_GT(*cell.margin_possible, 0.05);
}

TEST_F(Gate, RefusesOtherTestSets) {
  old_cell("de", 700);
  score::RunCounts counts = counted_sentences(700);
  counts[7].gold = 2;
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    write_counted_run(new_folder.path(), counted_id("m", "de", seed), counts);
  EXPECT_THROW(static_cast<void>(result()), Error);
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    write_counted_run(new_folder.path(), counted_id("m", "de", seed), counted_sentences(700, 999));
  EXPECT_THROW(static_cast<void>(result()), Error);
  // The same counts of another file: only the signature tells.
  new_cell("de", 700);
  for (const char* seed : {"1", "2", "3", "4", "5"}) {
    const auto file =
        new_folder.path() / "m/base/aa-full/de" / (std::string("seed-") + seed) / "metrics.json";
    std::string text = read_file(file);
    text.replace(text.find("0123abcd"), 8, "ffffffff");
    write_file(file, text);
  }
  try {
    static_cast<void>(result());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(exit_code(error.kind()), 2);
    EXPECT_THAT(error.what(), HasSubstr("@ffffffff"));
    EXPECT_THAT(error.what(), HasSubstr("@0123abcd"));
  }
}

TEST_F(Gate, RepeatsItself) {
  old_cell("de", 700);
  new_cell("de", 688);
  EXPECT_EQ(gate_to_json(result(), 0), gate_to_json(result(), 0));
}

std::string refusal(const std::string& toml) {
  try {
    static_cast<void>(
        read_margins(config::parse_toml(toml, "gate.toml"), {{"de", "es"}, {"mulda"}}));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    return error.what();
  }
  return "";
}

TEST(Margins, AreReadTheNarrowerFirst) {
  const auto margins =
      read_margins(config::parse_toml("[f1]\nmargin = 0.5\n[f1.targets.de]\nmargin = 2\n"
                                      "[f1.methods.mulda]\nmargin = 1.5\n",
                                      "gate.toml"),
                   {{"de", "es"}, {"mulda", "m"}});
  EXPECT_EQ(margins.of(counted_id("mulda", "de", 1)), 2);
  EXPECT_EQ(margins.of(counted_id("mulda", "es", 1)), 1.5);
  EXPECT_EQ(margins.of(counted_id("m", "es", 1)), 0.5);
  EXPECT_EQ(Margins().of(counted_id("m", "es", 1)), 1);
}

TEST(Margins, ErrorsNameThePlaceAndTheNearestName) {
  EXPECT_THAT(refusal("[f1]\nmargins = 1\n"), HasSubstr("gate.toml:2:1"));
  EXPECT_THAT(refusal("[f1]\nmargins = 1\n"), HasSubstr("'margin'"));
  EXPECT_THAT(refusal("[f2]\nmargin = 1\n"), HasSubstr("gate.toml:1"));
  EXPECT_THAT(refusal("[f1.targets.dee]\nmargin = 1\n"), HasSubstr("did you mean 'de'"));
  EXPECT_THAT(refusal("[f1.methods.muldas]\nmargin = 1\n"), HasSubstr("did you mean 'mulda'"));
  EXPECT_THAT(refusal("[f1]\nmargin = -1\n"),
              HasSubstr("f1.margin: expected 0 to 100 points of F1, found the "));
  EXPECT_THAT(refusal("[f1]\nmargin = '1'\n"), HasSubstr("gate.toml:2"));
  EXPECT_THAT(refusal("[time]\nmargin = 2000\n"), HasSubstr("0 to 1000 percent"));
  EXPECT_THAT(refusal("f1 = 1\n"), HasSubstr("f1"));
}

}  // namespace
}  // namespace xner::reports
