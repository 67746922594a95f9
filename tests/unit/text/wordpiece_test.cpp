#include "harness/text/wordpiece.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/random.hpp"
#include "tests/support/naive_wordpiece.hpp"
#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

WordPieceFiles files_of(std::vector<std::string> pieces) {
  WordPieceFiles files;
  files.pieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]"};
  files.pieces.insert(files.pieces.end(), pieces.begin(), pieces.end());
  files.vocabulary = "made/vocab.txt";
  return files;
}

TEST(WordPiece, TakesTheLongestPieceFromTheLeft) {
  const WordPieceTokenizer tokenizer(files_of({"un", "una", "##aff", "##able", "##ff"}));
  std::vector<PieceId> pieces;
  tokenizer.encode_word("unaffable", pieces);
  EXPECT_THAT(pieces, ElementsAre(5, 8, 7));
  tokenizer.encode_word("unx", pieces);  // a rest without piece makes the whole word unknown
  EXPECT_THAT(pieces, ElementsAre(5, 8, 7, 1));
  tokenizer.encode_word("\u200d", pieces);
  EXPECT_THAT(pieces, ElementsAre(5, 8, 7, 1));
}

TEST(WordPiece, AddedTokensMayExtendTheVocabulary) {
  WordPieceFiles files = files_of({"a"});
  files.added = {{"<new>", 5}, {"[SEP]", 3}};
  const WordPieceTokenizer tokenizer(std::move(files));
  EXPECT_EQ(tokenizer.vocabulary_size(), 6U);
  EXPECT_THAT(tokenizer.encode_line("a<new>a").ids, ElementsAre(4, 5, 4));
  EXPECT_THROW((void)tokenizer.piece(6), Error);
  EXPECT_THROW((void)tokenizer.piece(-1), Error);
}

TEST(WordPiece, DamageIsNamedWithItsLine) {
  const auto error = [](WordPieceFiles files) {
    return test::error_of(ErrorKind::kData,
                          [&] { WordPieceTokenizer tokenizer(std::move(files)); });
  };
  EXPECT_THAT(
      error(files_of({"a", "##a", "a"})),
      HasSubstr(
          "made/vocab.txt:7: expected every piece once, found 'a' again: it is also on line 5"));
  WordPieceFiles files = files_of({});
  files.special.end = "</s>";
  EXPECT_THAT(error(files), HasSubstr("made/vocab.txt:4: expected the special token '</s>'"));
  files = files_of({"a"});
  files.added = {{"b", 4}};
  EXPECT_THAT(error(files),
              HasSubstr("expected the added token 'b' to have id 4, found 'a' there"));
  files.added = {{"b", 6}};
  EXPECT_THAT(error(files), HasSubstr("found fewer pieces"));
}

// Random words over a small alphabet, so that matches and failures are both frequent.
TEST(WordPiece, AgreesWithTheNaiveOneOnRandomWords) {
  const std::vector<std::string> alphabet{"a", "b", "\u0436", "\u05d0", "\U00010330", "'"};
  RandomStream random(1);
  const auto word = [&](std::size_t longest) {
    std::string text;
    for (std::uint64_t size = 1 + random.below(longest); size > 0; --size)
      text += alphabet[random.below(alphabet.size())];
    return text;
  };
  std::vector<std::string> pieces;
  for (int i = 0; i < 300; ++i) pieces.push_back((random.below(2) == 0 ? "##" : "") + word(4));
  std::ranges::sort(pieces);
  pieces.erase(std::ranges::unique(pieces).begin(), pieces.end());
  WordPieceFiles files = files_of(pieces);
  const test::NaiveWordPiece naive(files.pieces, files.normalizer);
  const WordPieceTokenizer tokenizer(std::move(files));
  std::size_t known = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = word(random.below(20) == 0 ? 120 : 12);
    const auto expected = naive.encode(text);
    ASSERT_EQ(tokenizer.encode_line(text).ids, expected) << text;
    known += expected.size() > 1;
  }
  EXPECT_GT(known, 5000U);
}

}  // namespace
}  // namespace xner::text
