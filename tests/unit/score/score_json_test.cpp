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

}  // namespace
}  // namespace xner::score
