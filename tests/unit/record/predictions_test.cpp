// predictions/<split>.conll: what `xner score` reads back, word for word.
#include "harness/record/predictions.hpp"

#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/score/column_file.hpp"

namespace xner::record {
namespace {

using Column = std::vector<std::string>;

TEST(Predictions, AreReadBackByTheScorer) {
  const Column words{"#", "New York", "-X-", "\"'"};
  const Column gold{"O", "B-LOC", "O", "O"};
  const Column predicted{"O", "B-LOC", "B-ORG", "O"};
  const Column one{"x"};
  const Column outside{"O"};
  const std::vector<PredictedSentence> sentences{{words, gold, predicted}, {one, outside, outside}};
  const auto file =
      score::parse_columns(predictions_text(sentences), "x", score::LabelColumns::kTwo);
  ASSERT_EQ(file.sentences.size(), 2U);
  EXPECT_EQ(file.sentences[0].words, words);
  EXPECT_EQ(file.sentences[0].gold, gold);
  EXPECT_EQ(file.sentences[0].labels, predicted);
}

TEST(Predictions, RefuseWhatWouldBreakALine) {
  const Column outside{"O"};
  for (const char* word : {"a\tb", "a\nb", "a\rb", ""}) {
    const Column words{word};
    const PredictedSentence sentence{words, outside, outside};
    EXPECT_THROW(static_cast<void>(predictions_text({&sentence, 1})), Error) << word;
  }
}

TEST(Predictions, RefuseColumnsOfDifferentLength) {
  const Column two{"a", "b"};
  const Column one{"O"};
  const PredictedSentence sentence{two, two, one};
  EXPECT_THROW(static_cast<void>(predictions_text({&sentence, 1})), Error);
}

}  // namespace
}  // namespace xner::record
