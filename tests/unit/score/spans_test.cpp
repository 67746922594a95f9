// What spans and counts carry beside the numbers of the text cases: sentences, malformed labels,
// refusals.
#include "harness/score/spans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"

namespace xner::score {
namespace {

using data::Scheme;
using Column = std::vector<std::string>;
using Row = std::map<std::string, Counts, std::less<>>;

Score score_one(const Column& gold, const Column& predicted, const Reading& reading) {
  const SentenceLabels sentence{gold, predicted};
  return score_entities({&sentence, 1}, reading);
}

TEST(ScoreEntities, KeepsCountsBySentenceAndType) {
  const Column gold1{"B-PER", "I-PER", "O", "B-LOC"};
  const Column predicted1{"B-PER", "I-PER", "O", "B-ORG"};
  const Column none{"O"};
  const Column gold3{"B-LOC"};
  const std::vector<SentenceLabels> sentences{{gold1, predicted1}, {none, none}, {gold3, gold3}};
  for (const Mode mode : {Mode::kConlleval, Mode::kSeqeval, Mode::kStrict}) {
    const Score score = score_entities(sentences, {mode});
    EXPECT_THAT(
        score.sentences,
        testing::ElementsAre(Row{{"LOC", {1, 0, 0}}, {"ORG", {0, 1, 0}}, {"PER", {1, 1, 1}}}, Row{},
                             Row{{"LOC", {1, 1, 1}}}));
    EXPECT_EQ(score.types, (Row{{"LOC", {2, 1, 1}}, {"ORG", {0, 1, 0}}, {"PER", {1, 1, 1}}}));
    EXPECT_EQ(score.overall, (Counts{3, 3, 2}));
    EXPECT_EQ(score.words, 6);
    EXPECT_EQ(score.equal_words, 5);
  }
}

TEST(ScoreEntities, ConllevalIsTheHarnesssOwn) {
  const Column gold{"I-A", "I-A", "B-B", "I-A", "O"};
  const Column predicted{"B-A", "I-A", "I-B", "O", "O"};
  const SentenceLabels sentence{gold, predicted};
  const Score own = score_conlleval({&sentence, 1});
  const Score same = score_entities({&sentence, 1}, {});
  EXPECT_EQ(same.types, own.types);
  EXPECT_EQ(same.malformed_gold, 2);
  EXPECT_EQ(score_entities({&sentence, 1}, {Mode::kSeqeval}).malformed_gold, 2);
}

TEST(ScoreEntities, StrictCountsTheWordsItDrops) {
  const Score score = score_one({"I-A", "I-A", "B-B", "I-A", "O"}, {"B-A", "I-A", "I-B", "O", "O"},
                                {Mode::kStrict, Scheme::kIob2});
  EXPECT_EQ(score.malformed_gold, 3);
  EXPECT_EQ(score.malformed_predicted, 1);
}

TEST(ReadSpans, CountsSentencesAsAWord) {
  const Column first{"B-A", "O"};
  const Column second{"O", "B-A", "I-A"};
  const std::vector<SentenceLabels> sentences{{first, first}, {second, second}};
  for (const Mode mode : {Mode::kConlleval, Mode::kSeqeval, Mode::kStrict}) {
    const auto spans = read_spans(sentences, &SentenceLabels::gold, {mode}).spans;
    ASSERT_EQ(spans.size(), 2U);
    EXPECT_EQ(spans[1].first, 4U);
    EXPECT_EQ(spans[1].last, 5U);
    EXPECT_EQ(spans[1].sentence, 1U);
  }
}

std::string error_of(const Column& gold, const Column& predicted, const Reading& reading) {
  try {
    static_cast<void>(score_one(gold, predicted, reading));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    return error.what();
  }
  return "no error";
}

TEST(ScoreEntities, RefusesWhatItCannotRead) {
  EXPECT_EQ(error_of({"O"}, {"S-A"}, {Mode::kStrict, Scheme::kIob2}),
            "sentence 1: expected a prefix of IOB2, found the label 'S-A'");
  EXPECT_EQ(error_of({"o"}, {"O"}, {Mode::kStrict, Scheme::kIobes}),
            "sentence 1: expected a prefix of IOBES, found the label 'o'");
  for (const Mode mode : {Mode::kSeqeval, Mode::kStrict})
    EXPECT_EQ(error_of({"O"}, {""}, {mode}),
              "sentence 1: expected labels that are not empty, found the label ''");
  EXPECT_THAT(error_of({"O", "O"}, {"O"}, {Mode::kStrict}), testing::HasSubstr("2 words"));
}

}  // namespace
}  // namespace xner::score
