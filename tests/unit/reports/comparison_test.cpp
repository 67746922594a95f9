// Two methods against each other: what is computed, said and refused.
#include "reports/compare/comparison.hpp"

#include <cmath>
#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "tests/support/simulated_runs.hpp"
#include "tests/unit/reports/counted_runs.hpp"

namespace xner::reports {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Side side(const fs::path& folder, const std::string& method) {
  return load_side(method, runs_by_method(folder).at(method));
}

Comparison compared(const fs::path& folder, const ComparisonSetting& setting = {2000}) {
  return compare(side(folder, "mulda"), side(folder, "wu_dredze"), setting);
}

std::string message_of(const fs::path& folder) {
  try {
    (void)compared(folder);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Comparison, TellsWhatIsDifferentAndWhatIsNot) {
  const TemporaryFolder folder;
  test::write_two_methods(folder.path());
  const Comparison result = compared(folder.path());
  ASSERT_EQ(result.targets.size(), 2u);
  const TargetComparison &de = result.targets[0], &en = result.targets[1];
  EXPECT_EQ(de.target, "de");
  EXPECT_GT(de.test.difference, 0.03);
  EXPECT_LT(de.p_holm, 0.05);
  EXPECT_DOUBLE_EQ(de.p_holm, 2 * de.test.p);
  EXPECT_GT(en.p_holm, 0.05);
  EXPECT_EQ(result.better, 1u);
  EXPECT_EQ(result.worse, 0u);
  ASSERT_EQ(result.macros.size(), 1u);
  EXPECT_NEAR(result.macros[0].test.difference, (de.test.difference + en.test.difference) / 2,
              1e-12);
  EXPECT_NEAR(result.macros[0].bootstrap.difference, result.macros[0].test.difference, 1e-12);
  EXPECT_NEAR(de.bootstrap.difference, de.test.difference, 1e-12);
  EXPECT_EQ(de.superiority.probability, 1);

  const auto said = conclusions(result);
  ASSERT_EQ(said.size(), 4u);
  EXPECT_THAT(said[0], testing::MatchesRegex(
                           "On de, mulda is better than wu_dredze by [0-9.]+ points \\(95 % "
                           "interval [0-9.]+ to [0-9.]+; 3 \\+ 3 seeds; p .* after Holm over 2 "
                           "targets\\)\\."));
  EXPECT_THAT(said[1], HasSubstr("On en, mulda and wu_dredze cannot be told apart"));
  EXPECT_THAT(said[1], HasSubstr("seeds each would see"));
  EXPECT_THAT(said[3], HasSubstr("mulda is better on at least 1 of 2 targets"));
}

TEST(Comparison, SwappedSidesSayTheSame) {
  const TemporaryFolder folder;
  test::write_two_methods(folder.path());
  const Comparison one = compared(folder.path());
  const Comparison other =
      compare(side(folder.path(), "wu_dredze"), side(folder.path(), "mulda"), {2000});
  EXPECT_DOUBLE_EQ(one.targets[0].test.p, other.targets[0].test.p);
  EXPECT_DOUBLE_EQ(one.targets[0].test.difference, -other.targets[0].test.difference);
  // Interval included: it is that of the sentence, whichever side it speaks of.
  EXPECT_EQ(conclusions(one)[0], conclusions(other)[0]);
}

TEST(Comparison, SaysOnWhichSeedsTheMeanRests) {
  const TemporaryFolder folder;
  test::write_two_methods(folder.path());
  EXPECT_THAT(compared(folder.path()).notes, Not(Contains(HasSubstr("the mean over targets"))));
  for (const auto& run : record::find_runs(folder.path()))
    if (run.record->id.method == "mulda" && run.record->id.target == "de" &&
        run.record->id.seed == 2)
      std::filesystem::remove_all(run.folder);
  EXPECT_THAT(compared(folder.path()).notes,
              Contains(HasSubstr("the mean over targets has 2 of the 3 seeds of A")));
}

TEST(Comparison, TypesAreExploratory) {
  const TemporaryFolder folder;
  test::write_two_methods(folder.path());
  const Comparison result = compared(folder.path());
  const auto& types = result.targets[0].types;
  ASSERT_EQ(types.size(), 2u);
  EXPECT_EQ(types[0].type, "LOC");
  EXPECT_GE(types[0].p_exploratory, types[0].test.p);
}

TEST(Comparison, OneSeedSpeaksOfModels) {
  const TemporaryFolder folder;
  const auto arms = test::simulate({.sentences = 400, .seeds_a = 1, .seeds_b = 1, .gain = 1}, 1);
  test::write_arm(folder.path(), "mulda", "de", arms.a);
  test::write_arm(folder.path(), "wu_dredze", "de", arms.b);
  const Comparison result = compared(folder.path());
  EXPECT_EQ(result.targets[0].test.scope, score::Scope::kModels);
  EXPECT_FALSE(result.targets[0].welch);
  EXPECT_THAT(conclusions(result),
              ElementsAre(testing::AllOf(
                  HasSubstr("On de, this model of mulda is better than this model of wu_dredze"),
                  HasSubstr("One seed says nothing of a method's other seeds"))));
  const record::Json json = comparison_to_json(result);
  EXPECT_EQ(json["targets"][0]["speaks_of"], "models");
  EXPECT_TRUE(json["targets"][0]["welch"].is_null());
  EXPECT_TRUE(json["targets"][0]["seeds_to_see"].is_null());
}

TEST(Comparison, OfAnArmWithItselfFindsNothing) {
  const TemporaryFolder folder;
  test::write_two_methods(folder.path());
  const Comparison same =
      compare(side(folder.path(), "mulda"), side(folder.path(), "mulda"), {2000});
  for (const auto& row : same.targets) {
    EXPECT_EQ(row.test.p, 1);
    EXPECT_EQ(row.randomization.p, 1);
    EXPECT_EQ(row.bootstrap.p, 1);
    EXPECT_EQ(row.superiority.probability, 0.5);
  }
}

TEST(Comparison, NoEntityIsNoDifference) {
  const TemporaryFolder folder;
  const std::vector<score::RunCounts> nothing(3, score::RunCounts(10));
  test::write_arm(folder.path(), "mulda", "de", nothing);
  test::write_arm(folder.path(), "wu_dredze", "de", nothing);
  const Comparison result = compared(folder.path());
  EXPECT_EQ(result.targets[0].test.p, 1);
  const std::string json = comparison_to_json(result).dump();
  EXPECT_THAT(json, Not(HasSubstr("nan")));
  EXPECT_EQ(result.targets[0].types.size(), 0u);
}

TEST(Comparison, OtherTestSetsAreRefused) {
  const TemporaryFolder folder;
  const auto one = test::simulate({.sentences = 50}, 1), two = test::simulate({.sentences = 50}, 2);
  test::write_arm(folder.path(), "mulda", "de", one.a);
  test::write_arm(folder.path(), "wu_dredze", "de", two.b);
  EXPECT_THAT(message_of(folder.path()),
              testing::ContainsRegex(
                  "de: expected runs of one test set; sentence [0-9]+ has [0-9]+ gold entities"));

  const TemporaryFolder other;
  test::write_arm(other.path(), "mulda", "de", one.a);
  test::write_arm(other.path(), "wu_dredze", "de", one.b);
  for (const int seed : {1, 2, 3}) {
    const auto file = other.path() / "wu_dredze/base/en_pud-1000/de" /
                      ("seed-" + std::to_string(seed)) / record::kMetricsFile;
    std::string text = read_file(file);
    text.replace(text.find("@0123abcd"), 9, "@ffffffff");
    write_file(file, text);
  }
  EXPECT_THAT(message_of(other.path()), HasSubstr("expected scores of one test set"));
  EXPECT_THAT(message_of(other.path()), HasSubstr("@ffffffff"));
}

TEST(Comparison, DamageIsNoted) {
  const TemporaryFolder folder;
  test::write_two_methods(folder.path());
  const auto run = folder.path() / "mulda/base/en_pud-1000/de/seed-2";
  const std::string counts = read_file(run / record::kCountsFile);
  std::string other = counts;
  other.back() = static_cast<char>(other.back() ^ 1);  // a count of the last cell
  other[other.size() - 4] = static_cast<char>(other[other.size() - 4] ^ 1);
  write_file(run / record::kCountsFile, other);
  EXPECT_NE(message_of(folder.path()), "");
  write_file(run / record::kCountsFile, counts.substr(0, counts.size() - 1));
  EXPECT_THAT(message_of(folder.path()), HasSubstr("counts.bin"));
}

TEST(Comparison, RunsOfUnlikeConditionsMakeNoArm) {
  const TemporaryFolder folder;
  const auto arms = test::simulate({.sentences = 50}, 1);
  test::write_arm(folder.path(), "mulda", "de", arms.a, R"({"learning_rate": 5e-05})");
  const auto file = folder.path() / "mulda/base/en_pud-1000/de/seed-2" / record::kMetricsFile;
  std::string text = read_file(file);
  text.replace(text.find("5e-05"), 5, "3e-05");
  write_file(file, text);
  try {
    (void)side(folder.path(), "mulda");
    FAIL() << "unlike runs were taken for seeds";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("differ in learning_rate"));
  }
}

TEST(Comparison, NotesWhatIsLeftOutAndWhatElseDiffers) {
  const TemporaryFolder folder;
  const auto arms = test::simulate({.sentences = 50}, 1);
  test::write_arm(folder.path(), "mulda", "de", arms.a, R"({"learning_rate": 5e-05})");
  test::write_arm(folder.path(), "wu_dredze", "de", arms.b, R"({"learning_rate": 3e-05})");
  test::write_arm(folder.path(), "mulda", "en", arms.a);
  EXPECT_THAT(compared(folder.path()).notes,
              testing::UnorderedElementsAre("wu_dredze has no run on en: left out",
                                            "they also differ in learning_rate: 5e-05 and 3e-05"));
}

TEST(Comparison, SizesOfASourceAreRowsOrSides) {
  const TemporaryFolder folder;
  const auto arms = test::simulate({.sentences = 50}, 1);
  for (const char* size : {"500", "1000"})
    for (const char* method : {"mulda", "wu_dredze"})
      test::write_arm(folder.path(), method, "de", method[0] == 'm' ? arms.a : arms.b, "{}", size);
  const Comparison rows = compared(folder.path());
  ASSERT_EQ(rows.targets.size(), 2u);
  EXPECT_EQ(rows.targets[0].source, "en_pud-1000");
  const auto of_size = [&](const std::string& size) {
    const fs::path part = folder.path() / "mulda/base" / ("en_pud-" + size);
    return load_side(part.string(), runs_by_method(part).at("mulda"));
  };
  const Comparison sides = compare(of_size("500"), of_size("1000"), {2000});
  ASSERT_EQ(sides.targets.size(), 1u);
  EXPECT_EQ(sides.targets[0].source, "");
}

TEST(Comparison, PairsSeedsWhereAsked) {
  const TemporaryFolder folder;
  test::write_two_methods(folder.path());
  EXPECT_FALSE(compared(folder.path()).targets[0].paired);
  EXPECT_TRUE(compared(folder.path(), {2000, 1, 0.05, true}).targets[0].paired);
}

TEST(Comparison, FitsTheTerminalAndEscapes) {
  const TemporaryFolder folder;
  test::write_two_methods(folder.path());
  Comparison result = compared(folder.path());
  result.a = "mul|da<b>\x1b[31m";
  const std::string text = comparison_to_terminal(result, false);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(display_width(line), kTerminalWidth) << line;
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  const std::string markdown = comparison_to_markdown(result);
  EXPECT_THAT(markdown, Not(HasSubstr("<b>")));
  EXPECT_THAT(markdown, HasSubstr("mul\\|da"));
}

}  // namespace
}  // namespace xner::reports
