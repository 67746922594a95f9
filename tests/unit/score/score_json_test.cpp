// The JSON form of a score: names, nulls, and the way back.
#include "harness/score/score_json.hpp"

#include <gtest/gtest.h>

#include "harness/base/error.hpp"

namespace xner::score {
namespace {

Score example() {
  Score score;
  score.types = {{"LOC", {2, 1, 1}}, {"ORG", {0, 1, 0}}};
  score.overall = {2, 2, 1};
  score.words = 9;
  score.equal_words = 6;
  score.malformed_gold = 1;
  score.malformed_predicted = 4;
  return score;
}

TEST(ScoreJson, HasTheFieldsThatScriptsRead) {
  const Json json = score_to_json(example());
  EXPECT_EQ(json["overall"]["precision"], 0.5);
  EXPECT_EQ(json["overall"]["number"], 2);
  EXPECT_EQ(json["counts"], (Json{{"gold", 2}, {"found", 2}, {"correct", 1}}));
  EXPECT_EQ(json["types"]["LOC"]["recall"], 0.5);
  EXPECT_DOUBLE_EQ(json["types"]["LOC"]["f1"], 2.0 / 3.0);
  EXPECT_EQ(json["malformed"], (Json{{"gold", 1}, {"predicted", 4}}));
  EXPECT_EQ(json["words"], 9);
}

TEST(ScoreJson, UndefinedIsNull) {
  const Json json = score_to_json(example());
  EXPECT_TRUE(json["types"]["ORG"]["recall"].is_null());
  const Json empty = score_to_json(Score{});
  for (const char* name : {"precision", "recall", "f1"})
    EXPECT_TRUE(empty["overall"][name].is_null()) << name;
  EXPECT_TRUE(empty["accuracy"].is_null());
}

TEST(ScoreJson, ReadsBackWhatItWrote) {
  const Score score = score_from_json(Json::parse(score_to_json(example()).dump()));
  EXPECT_EQ(score.types, example().types);
  EXPECT_EQ(score_to_json(score), score_to_json(example()));
}

TEST(ScoreJson, NamesTheFieldThatIsMissing) {
  Json json = score_to_json(example());
  json["overall"].erase("found");
  try {
    static_cast<void>(score_from_json(json));
    FAIL() << "expected an Error";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "expected the field 'found' in a score, found none");
  }
}

TEST(ScoreJson, ZeroDivisionGivesTheUndefinedAValue) {
  const Json json = score_to_json(example(), 0.0);
  EXPECT_EQ(json["types"]["ORG"]["recall"], 0.0);
  EXPECT_EQ(json["types"]["ORG"]["number"], 0);
  EXPECT_EQ(score_to_json(Score{}, 1.0)["overall"]["f1"], 1.0);
}

TEST(ScoreJson, NamesEveryAverage) {
  const Json json = averages_to_json(averages(example()));
  EXPECT_EQ(json["micro"]["precision"], 0.5);
  EXPECT_EQ(json["macro_gold"]["recall"], 0.5);
  EXPECT_TRUE(json["macro_union"]["recall"].is_null());
  EXPECT_DOUBLE_EQ(json["macro_union"]["f1"], 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(json["weighted"]["f1"], 2.0 / 3.0);
}

TEST(ScoreJson, HasTheMeasuresOfSemeval) {
  const Semeval measures{{1, 2, 0, 1, 0}, {2, 1, 0, 1, 0}, {2, 0, 1, 1, 0}, {1, 2, 0, 1, 0}};
  const Json json = semeval_to_json(measures, std::nullopt);
  EXPECT_DOUBLE_EQ(json["strict"]["precision"], 1.0 / 3.0);
  EXPECT_EQ(json["strict"]["recall"], 0.25);
  EXPECT_DOUBLE_EQ(json["partial"]["precision"], 2.5 / 3.0);
  EXPECT_DOUBLE_EQ(json["partial"]["f1"], 5.0 / 7.0);
  EXPECT_EQ(json["exact"]["incorrect"], 1);
  EXPECT_EQ(json["partial"]["partial"], 1);
  EXPECT_EQ(json["type"]["missed"], 1);
  EXPECT_EQ(json["type"]["spurious"], 0);
  EXPECT_EQ(json["type"]["possible"], 4);
  EXPECT_EQ(json["type"]["actual"], 3);
  EXPECT_TRUE(semeval_to_json({}, std::nullopt)["exact"]["f1"].is_null());
}

}  // namespace
}  // namespace xner::score
