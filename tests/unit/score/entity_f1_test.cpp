// Values and their absence, per-sentence counts, malformed transitions, signature.
#include "harness/score/entity_f1.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"

namespace xner::score {
namespace {

using Column = std::vector<std::string>;

Score score_one(const Column& gold, const Column& predicted) {
  const SentenceLabels sentence{gold, predicted};
  return score_conlleval({&sentence, 1});
}

TEST(Counts, UndefinedIsNoValue) {
  const Counts nothing;
  EXPECT_FALSE(nothing.precision() || nothing.recall() || nothing.f1());
  const Counts missed{2, 0, 0};
  EXPECT_FALSE(missed.precision());
  EXPECT_EQ(missed.recall(), 0.0);
  EXPECT_EQ(missed.f1(), 0.0);
  const Counts invented{0, 3, 0};
  EXPECT_EQ(invented.precision(), 0.0);
  EXPECT_FALSE(invented.recall());
  EXPECT_EQ(invented.f1(), 0.0);
  // What conlleval.pl prints for a type that only ends a chunk.
  const Counts ended{0, 1, 1};
  EXPECT_EQ(ended.f1(), 0.0);
  const Counts some{4, 5, 3};
  EXPECT_DOUBLE_EQ(*some.precision(), 0.6);
  EXPECT_DOUBLE_EQ(*some.recall(), 0.75);
  EXPECT_DOUBLE_EQ(*some.f1(), 2.0 / 3.0);
}

TEST(ScoreConlleval, KeepsCountsBySentenceAndType) {
  const Column gold1{"B-PER", "I-PER", "O", "B-LOC"};
  const Column predicted1{"B-PER", "I-PER", "O", "B-ORG"};
  const Column none{"O"};
  const Column gold3{"B-LOC"};
  const std::vector<SentenceLabels> sentences{{gold1, predicted1}, {none, none}, {gold3, gold3}};
  const Score score = score_conlleval(sentences);
  using Row = std::map<std::string, Counts, std::less<>>;
  EXPECT_THAT(score.sentences,
              testing::ElementsAre(Row{{"LOC", {1, 0, 0}}, {"ORG", {0, 1, 0}}, {"PER", {1, 1, 1}}},
                                   Row{}, Row{{"LOC", {1, 1, 1}}}));
  EXPECT_EQ(score.types, (Row{{"LOC", {2, 1, 1}}, {"ORG", {0, 1, 0}}, {"PER", {1, 1, 1}}}));
  EXPECT_EQ(score.overall, (Counts{3, 3, 2}));
  EXPECT_EQ(score.words, 6);
  EXPECT_EQ(score.equal_words, 5);
}

TEST(ScoreConlleval, CountsMalformedTransitionsOnEachSide) {
  const Score score = score_one({"I-A", "I-A", "B-B", "I-A", "O"}, {"B-A", "I-A", "I-B", "O", "O"});
  EXPECT_EQ(score.malformed_gold, 2);
  EXPECT_EQ(score.malformed_predicted, 1);
}

TEST(ScoreConlleval, CountsAnIAtTheStartOfASentenceAsMalformed) {
  const Column first{"B-A"};
  const Column second{"I-A"};
  const std::vector<SentenceLabels> sentences{{first, first}, {second, second}};
  const Score score = score_conlleval(sentences);
  EXPECT_EQ(score.malformed_gold, 1);
  EXPECT_EQ(score.overall, (Counts{2, 2, 2}));
}

TEST(ScoreConlleval, NoSentenceHasNoValue) {
  const Score score = score_conlleval({});
  EXPECT_EQ(score.overall, Counts{});
  EXPECT_EQ(score.words, 0);
}

TEST(ScoreConlleval, RefusesColumnsOfDifferentLength) {
  try {
    static_cast<void>(score_one({"O", "O"}, {"O"}));
    FAIL() << "expected an Error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(),
                testing::AllOf(testing::HasSubstr("sentence 1"), testing::HasSubstr("2 words"),
                               testing::HasSubstr("found 1")));
  }
}

TEST(Signature, NamesWhatWasComputedOnWhat) {
  const Score score = score_one({"B-PER", "O", "B-LOC"}, {"B-PER", "B-NEW", "O"});
  EXPECT_EQ(signature(score, {"conlleval", "wikiann/de/test", "0123456789abcdef", "de"}),
            "f1|avg:micro|mode:conlleval|repair:none|types:LOC+PER|data:wikiann/"
            "de@01234567|split:test|lang:de|v:" +
                std::string(kScorerVersion));
  EXPECT_EQ(signature(score, {"strict", "", "0123456789", "", "IOB2", "0"}),
            "f1|avg:micro|mode:strict|scheme:IOB2|zero_division:0|repair:none|types:LOC+PER|data:@"
            "01234567|v:" +
                std::string(kScorerVersion));
  EXPECT_EQ(signature(score, {}), "f1|avg:micro|mode:conlleval|repair:none|types:LOC+PER|v:1.0.0");
}

TEST(Signature, StaysOneLineWhateverTheNames) {
  const Score score = score_one({"B-A|B\n"}, {"O"});
  const std::string text = signature(score, {"conlleval", "x|y/z", "", ""});
  EXPECT_THAT(text, testing::HasSubstr("types:A%7CB%0A|data:x%7Cy|split:z"));
}

}  // namespace
}  // namespace xner::score
