#include "harness/text/wordpiece.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/base/random.hpp"
#include "harness/base/utf8.hpp"
#include "tests/support/naive_wordpiece.hpp"
#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TokenizerFiles files_of(std::vector<std::string> pieces) {
  TokenizerFiles files;
  files.pieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]"};
  files.pieces.insert(files.pieces.end(), pieces.begin(), pieces.end());
  files.vocabulary = "made/vocab.txt";
  return files;
}

TokenizedLine encode_words(const Tokenizer& tokenizer, std::string_view line) {
  TokenizedLine result;
  std::int32_t word = 0;
  for (std::size_t begin = 0; begin <= line.size(); ++word) {
    const std::size_t end = std::min(line.find(' ', begin), line.size());
    tokenizer.encode_word(line.substr(begin, end - begin), result.ids);
    result.word_ids.resize(result.ids.size(), word);
    begin = end + 1;
  }
  return result;
}

TEST(WordPiece, AgreesWithTheReferenceOnTheGoldenCases) {
  std::map<std::string, std::unique_ptr<Tokenizer>> tokenizers;
  const auto lines = test::lines_of(test::golden_folder() / "cases.jsonl");
  ASSERT_GT(lines.size(), 150U);
  for (const std::string& line : lines) {
    const auto expected = nlohmann::json::parse(line);
    auto& tokenizer = tokenizers[expected["encoder"]];
    if (!tokenizer) tokenizer = load_tokenizer(test::golden_folder() / expected["encoder"]);
    const std::string text = expected["text"];
    const TokenizedLine found =
        expected["words"] ? encode_words(*tokenizer, text) : tokenizer->encode_line(text);
    nlohmann::json ids{tokenizer->start()}, word_ids{nullptr};
    for (const PieceId id : found.ids) ids.push_back(id);
    for (const auto& word : found.word_ids) word_ids.push_back(*word);
    ids.push_back(tokenizer->end());
    word_ids.push_back(nullptr);
    EXPECT_EQ(ids, expected["ids"]) << line;
    EXPECT_EQ(word_ids, expected["word_ids"]) << line;
    for (std::size_t i = 0; i < ids.size(); ++i)
      EXPECT_EQ(tokenizer->piece(ids[i]), expected["tokens"][i]);
  }
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
  TokenizerFiles files = files_of({"a"});
  files.added = {{"<new>", 5}, {"[SEP]", 3}};
  const WordPieceTokenizer tokenizer(std::move(files));
  EXPECT_EQ(tokenizer.vocabulary_size(), 6U);
  EXPECT_THAT(tokenizer.encode_line("a<new>a").ids, ElementsAre(4, 5, 4));
  EXPECT_THROW((void)tokenizer.piece(6), Error);
  EXPECT_THROW((void)tokenizer.piece(-1), Error);
}

TEST(WordPiece, DamageIsNamedWithItsLine) {
  const auto error = [](TokenizerFiles files) {
    return test::error_of(ErrorKind::kData,
                          [&] { WordPieceTokenizer tokenizer(std::move(files)); });
  };
  EXPECT_THAT(
      error(files_of({"a", "##a", "a"})),
      HasSubstr(
          "made/vocab.txt:7: expected every piece once, found 'a' again: it is also on line 5"));
  TokenizerFiles files = files_of({});
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
  TokenizerFiles files = files_of(pieces);
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
