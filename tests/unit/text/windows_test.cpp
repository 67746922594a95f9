#include "harness/text/windows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/random.hpp"
#include "tests/support/fake_tokenizer.hpp"
#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

data::TextCorpus corpus_of(std::vector<std::vector<std::string>> sentences) {
  data::TextCorpus corpus;
  for (auto& words : sentences) corpus.sentences.push_back({"", std::move(words), ""});
  return corpus;
}

EncodedCorpus encode(std::vector<std::vector<std::string>> sentences, std::int32_t length,
                     std::int32_t stride) {
  return text::encode(corpus_of(std::move(sentences)), test::FakeTokenizer(), {length, stride});
}

/// "word@first_piece", with a star where the window owns the word.
std::vector<std::string> words_of(const Window& window) {
  std::vector<std::string> words;
  for (const WindowWord& word : window.words)
    words.push_back(std::to_string(word.word) + "@" + std::to_string(word.first_piece) +
                    (word.owned ? "*" : ""));
  return words;
}

TEST(Windows, AShortSentenceIsOneWindow) {
  const EncodedCorpus encoded = encode({{"ab", "-", "c"}}, 8, 2);
  ASSERT_EQ(encoded.windows.size(), 1U);
  const Window& window = encoded.windows[0];
  EXPECT_THAT(window.pieces, ElementsAre(1, 10, 11, 12, 2));
  EXPECT_THAT(window.word_of_piece, ElementsAre(-1, 0, 0, 2, -1));
  EXPECT_THAT(words_of(window), ElementsAre("0@1*", "2@3*"));
  EXPECT_EQ(encoded.sentences, 1U);
  EXPECT_EQ(encoded.words, 3U);
  EXPECT_EQ(encoded.words_without_piece, 1U);
  EXPECT_EQ(encoded.split_sentences, 0U);
  EXPECT_EQ(encoded.cut_words, 0U);
}

TEST(Windows, ALongSentenceRepeatsItsLeftContext) {
  const EncodedCorpus encoded =
      encode({{"a", "bb", "c", "dd", "e", "f"}}, 6, 2);  // four pieces a window
  ASSERT_EQ(encoded.windows.size(), 3U);
  EXPECT_THAT(words_of(encoded.windows[0]), ElementsAre("0@1*", "1@2*", "2@4*"));
  // Two pieces of context: the second half of "bb", without its first piece, and "c".
  EXPECT_THAT(encoded.windows[1].word_of_piece, ElementsAre(-1, 1, 2, 3, 3, -1));
  EXPECT_THAT(words_of(encoded.windows[1]), ElementsAre("2@2", "3@3*"));
  EXPECT_THAT(words_of(encoded.windows[2]), ElementsAre("3@1", "4@3*", "5@4*"));
  EXPECT_THAT(encoded.windows[2].pieces, ElementsAre(1, 14, 15, 16, 17, 2));
  EXPECT_EQ(encoded.split_sentences, 1U);
}

TEST(Windows, ContextGivesWayToALongWord) {
  const EncodedCorpus encoded = encode({{"a", "b", "c", "dddd", "e"}}, 6, 3);
  ASSERT_EQ(encoded.windows.size(), 3U);
  EXPECT_THAT(words_of(encoded.windows[1]), ElementsAre("3@1*"));
  EXPECT_THAT(encoded.windows[2].word_of_piece, ElementsAre(-1, 3, 3, 3, 4, -1));
}

TEST(Windows, AWordLongerThanAWindowKeepsItsFirstPieces) {
  const EncodedCorpus encoded = encode({{"a", "bbbbbbbb", "c"}}, 6, 1);
  EXPECT_EQ(encoded.cut_words, 1U);
  ASSERT_EQ(encoded.windows.size(), 3U);
  EXPECT_THAT(encoded.windows[1].pieces, ElementsAre(1, 11, 12, 13, 14, 2));
  EXPECT_THAT(words_of(encoded.windows[2]), ElementsAre("2@2*"));
}

TEST(Windows, WithoutStrideNothingIsRepeated) {
  const EncodedCorpus encoded = encode({{"a", "b", "c", "d"}}, 4, 0);
  ASSERT_EQ(encoded.windows.size(), 2U);
  EXPECT_THAT(words_of(encoded.windows[1]), ElementsAre("2@1*", "3@2*"));
}

TEST(Windows, SentencesWithoutPiecesHaveNoWindow) {
  const EncodedCorpus encoded = encode({{"-"}, {"a"}, {"-", "-"}}, 8, 2);
  ASSERT_EQ(encoded.windows.size(), 1U);
  EXPECT_EQ(encoded.windows[0].sentence, 1);
  EXPECT_EQ(encoded.sentences, 3U);
  EXPECT_EQ(encoded.words_without_piece, 3U);
}

TEST(Windows, OptionsThatContradictAreRefused) {
  const auto error = [](std::int32_t length, std::int32_t stride) {
    return test::error_of(ErrorKind::kUsage, [&] { (void)encode({{"a"}}, length, stride); });
  };
  EXPECT_THAT(error(2, 0), HasSubstr("expected max_length of at least 3, found 2"));
  EXPECT_THAT(error(10, 8), HasSubstr("expected a stride of 0 to 7 for max_length 10, found 8"));
  EXPECT_THAT(error(10, -1), HasSubstr("found -1"));
  EXPECT_EQ(error(3, 0), "no error");
}

TEST(Windows, PiecesOfListsEachOnce) {
  EXPECT_THAT(pieces_of(encode({{"ab"}, {"c"}}, 8, 2)), ElementsAre(1, 2, 10, 11, 12));
  EXPECT_THAT(pieces_of({}), IsEmpty());
}

/// Every word with a piece is owned once; windows are full, in order, and their parts agree.
void check(const std::vector<std::string>& words, std::int32_t length, std::int32_t stride) {
  const EncodedCorpus encoded = encode({words}, length, stride);
  std::vector<std::int32_t> owned;
  for (const Window& window : encoded.windows) {
    ASSERT_LE(window.pieces.size(), static_cast<std::size_t>(length));
    ASSERT_EQ(window.pieces.size(), window.word_of_piece.size());
    std::size_t context = 0;  // pieces before the first word that this window owns
    for (const WindowWord& word : window.words) {
      const auto first = static_cast<std::size_t>(word.first_piece);
      ASSERT_EQ(window.word_of_piece[first], word.word);
      ASSERT_NE(window.word_of_piece[first - 1], word.word);
      if (word.owned && context == 0) context = first;
      if (word.owned) owned.push_back(word.word);
    }
    ASSERT_GE(context, 1U);
    ASSERT_LE(context - 1, static_cast<std::size_t>(stride));
  }
  std::vector<std::int32_t> expected;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] != "-") expected.push_back(static_cast<std::int32_t>(i));
  ASSERT_EQ(owned, expected);
  ASSERT_EQ(encoded.words_without_piece, words.size() - expected.size());
}

TEST(Windows, EveryWordWithAPieceIsOwnedOnce) {
  RandomStream random(3);
  for (int round = 0; round < 3000; ++round) {
    const auto length = static_cast<std::int32_t>(3 + random.below(12));
    const auto stride =
        static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(length) - 2));
    std::vector<std::string> words(random.below(40));
    for (std::string& word : words)
      word = random.below(6) == 0
                 ? "-"
                 : std::string(1 + random.below(random.below(8) == 0 ? 20 : 4), 'x');
    check(words, length, stride);
    if (HasFatalFailure())
      FAIL() << "length " << length << ", stride " << stride << ", round " << round;
  }
}

}  // namespace
}  // namespace xner::text
