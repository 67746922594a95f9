#include "harness/text/unigram.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/random.hpp"
#include "tests/support/naive_unigram.hpp"
#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

UnigramFiles files_of(std::vector<ScoredPiece> pieces) {
  UnigramFiles files;
  files.pieces = {{"<s>", 0}, {"<pad>", 0}, {"</s>", 0}, {"<unk>", 0}};
  files.pieces.insert(files.pieces.end(), pieces.begin(), pieces.end());
  files.unknown = 3;
  files.normalizer = {"", true, true, false};
  files.vocabulary = "made/tokenizer.json";
  return files;
}

std::vector<PieceId> pieces_of(const Tokenizer& tokenizer, std::string_view word) {
  std::vector<PieceId> pieces;
  tokenizer.encode_word(word, pieces);
  return pieces;
}

TEST(Unigram, TakesTheLikeliestCut) {
  const UnigramTokenizer tokenizer(files_of(
      {{"\u2581", -2}, {"\u2581a", -3}, {"a", -3}, {"b", -3}, {"ab", -5}, {"\u2581ab", -7}}));
  EXPECT_THAT(pieces_of(tokenizer, "a"), ElementsAre(5));
  EXPECT_THAT(pieces_of(tokenizer, "ab"), ElementsAre(5, 7));  // -6 before -7
  EXPECT_THAT(pieces_of(tokenizer, "bab"), ElementsAre(4, 7, 8));
  EXPECT_THAT(pieces_of(tokenizer, "\u2581"), ElementsAre(4));
  EXPECT_THAT(pieces_of(tokenizer, ""), IsEmpty());
  EXPECT_THAT(pieces_of(tokenizer, "\u3000"), IsEmpty());
}

TEST(Unigram, UnknownCharactersInARowAreOnePiece) {
  const UnigramTokenizer tokenizer(files_of({{"\u2581", -2}, {"a", -3}}));
  const TokenizedLine line = tokenizer.encode_line("xya\u4e2d\u4e2d b");
  EXPECT_THAT(line.ids, ElementsAre(4, 3, 5, 3, 4, 3));
  EXPECT_THAT(line.word_ids, ElementsAre(0, 0, 0, 0, 1, 1));
  std::vector<std::string> texts(line.ids.size());
  for (const auto& [index, text] : line.texts) texts[index] = text;
  EXPECT_THAT(texts, ElementsAre("", "xy", "", "\u4e2d\u4e2d", "", "b"));
}

TEST(Unigram, SpacesAndMarksBeginWords) {
  UnigramFiles files = files_of({{"\u2581", -2}, {"a", -3}});
  const UnigramTokenizer collapsing(files);
  EXPECT_THAT(collapsing.encode_line("  a   a  ").word_ids, ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(collapsing.encode_line("a\u2581\u2581a").ids, ElementsAre(4, 5, 4, 4, 5));
  files.normalizer = {"", false, false, true};
  const UnigramTokenizer splitting(files);
  EXPECT_THAT(splitting.encode_line("\u0085a \u2003\ta ").ids, ElementsAre(4, 5, 4, 5));
  files.normalizer = {};
  const UnigramTokenizer plain(files);
  EXPECT_THAT(plain.encode_line("a  a ").ids, ElementsAre(4, 5, 4, 4, 5, 4));
}

TEST(Unigram, SpecialTokensInTextAreWords) {
  UnigramFiles files = files_of({{"\u2581", -2}, {"a", -3}, {"<mask>", 0}});
  files.added = {{"<new>", 7}};
  const UnigramTokenizer tokenizer(std::move(files));
  EXPECT_EQ(tokenizer.vocabulary_size(), 8U);
  const TokenizedLine line = tokenizer.encode_line("a <mask>a</s><new>");
  EXPECT_THAT(line.ids, ElementsAre(4, 5, 6, 4, 5, 2, 7));
  EXPECT_THAT(line.word_ids, ElementsAre(0, 0, 1, 2, 2, 3, 4));
  ASSERT_EQ(line.texts.size(), 1U);
  EXPECT_EQ(line.texts[0].text, " <mask>");  // it takes the space before it
  const TokenizedLine words = tokenizer.encode_words(std::vector<std::string_view>{"a", "", "<s>"});
  EXPECT_THAT(words.ids, ElementsAre(4, 5, 0));
  EXPECT_THAT(words.word_ids, ElementsAre(0, 0, 2));
}

TEST(Unigram, DamageIsNamed) {
  const auto error = [](UnigramFiles files) {
    return test::error_of(ErrorKind::kData, [&] { UnigramTokenizer tokenizer(std::move(files)); });
  };
  EXPECT_EQ(error(files_of({{"a", -1}})), "no error");
  EXPECT_THAT(error(files_of({{"a", -1}, {"a", -2}})),
              HasSubstr("made/tokenizer.json: expected every piece once, found 'a' as 4 and 5"));
  EXPECT_THAT(error(files_of({{"", -1}})), HasSubstr("expected a piece for id 4"));
  EXPECT_THAT(error(files_of({{"a", std::numeric_limits<double>::quiet_NaN()}})),
              HasSubstr("expected a finite score for 'a'"));
  UnigramFiles files = files_of({});
  files.special.end = "[SEP]";
  EXPECT_THAT(error(files), HasSubstr("expected the special token '[SEP]'"));
  files = files_of({});
  files.unknown = 4;
  EXPECT_THAT(error(files), HasSubstr("unk_id: expected an id below 4, found 4"));
  files = files_of({});
  files.added = {{"b", 3}};
  EXPECT_THAT(error(files), HasSubstr("expected the added token 'b' to have id 3, found '<unk>'"));
}

// Random words over a small alphabet, so that there are many cuts and some unknown characters.
TEST(Unigram, AgreesWithTheNaiveOneOnRandomWords) {
  RandomStream random(1);
  const auto word = [&](std::size_t longest) {
    std::string text;
    for (std::uint64_t size = 1 + random.below(longest); size > 0; --size)
      text += static_cast<char>('a' + random.below(5));
    return text;
  };
  std::map<std::string, double> scores;
  for (int i = 0; i < 60; ++i)
    scores[word(4)] = -5 - static_cast<double>(random.below(1U << 30)) / (1U << 27);
  scores.erase("e");  // only inside longer pieces
  std::vector<ScoredPiece> pieces{{"\u2581", -1}};
  for (const auto& [piece, score] : scores) pieces.push_back({piece, score});
  UnigramFiles files = files_of(pieces);
  const test::NaiveUnigram naive(files);
  const UnigramTokenizer tokenizer(std::move(files));
  std::size_t unknown = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string text = word(10);
    std::vector<PieceId> expected = naive.encode(text);
    expected.insert(expected.begin(), 4);
    ASSERT_EQ(pieces_of(tokenizer, text), expected) << text;
    unknown += std::ranges::count(expected, 3) > 0 ? 1 : 0;
  }
  EXPECT_GT(unknown, 500U);
  EXPECT_LT(unknown, 4500U);
}

}  // namespace
}  // namespace xner::text
