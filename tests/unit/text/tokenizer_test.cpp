// Every family against the reference, by the golden files (tests/golden/tokenizer/make_goldens.py).
#include "harness/text/tokenizer.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/base/hash.hpp"
#include "harness/base/utf8.hpp"
#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

using ::testing::HasSubstr;

TEST(Tokenizer, AgreesWithTheReferenceOnTheGoldenCases) {
  std::map<std::string, std::unique_ptr<Tokenizer>> tokenizers;
  const auto lines = test::lines_of(test::golden_folder() / "cases.jsonl");
  ASSERT_GT(lines.size(), 350U);
  for (const std::string& line : lines) {
    const auto expected = nlohmann::json::parse(line);
    auto& tokenizer = tokenizers[expected["encoder"]];
    if (!tokenizer) tokenizer = load_tokenizer(test::golden_folder() / expected["encoder"]);
    const std::string text = expected["text"];
    const TokenizedLine found = expected["words"]
                                    ? tokenizer->encode_words(test::split_at_spaces(text))
                                    : tokenizer->encode_line(text);
    nlohmann::json ids{tokenizer->start()}, word_ids{nullptr}, tokens;
    for (const PieceId id : found.ids) ids.push_back(id);
    for (const auto& word : found.word_ids) word_ids.push_back(*word);
    ids.push_back(tokenizer->end());
    word_ids.push_back(nullptr);
    for (const auto& id : ids) tokens.push_back(tokenizer->piece(id));
    for (const auto& [index, piece_text] : found.texts) tokens[index + 1] = piece_text;
    EXPECT_EQ(ids, expected["ids"]) << line;
    EXPECT_EQ(word_ids, expected["word_ids"]) << line;
    EXPECT_EQ(tokens, expected["tokens"]) << line;
  }
  EXPECT_EQ(tokenizers.size(), 5U);
}

/// The ids of `form` with every code point in place of its question mark, one line each.
std::string ids_of_every_code_point(const Tokenizer& tokenizer, const std::string& form) {
  const std::size_t place = form.find('?');
  std::string all;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string text = form.substr(0, place);
    append_utf8(text, c);
    text += form.substr(place + 1);
    const auto ids = tokenizer.encode_line(text).ids;
    for (std::size_t i = 0; i < ids.size(); ++i) all += (i > 0 ? " " : "") + std::to_string(ids[i]);
    all += '\n';
  }
  return all;
}

TEST(Tokenizer, AgreesWithTheReferenceOnEveryCodePoint) {
  const auto cases = nlohmann::json::parse(read_file(test::golden_folder() / "code_points.json"));
  ASSERT_EQ(cases.size(), 17U);
  for (const auto& expected : cases) {
    const auto tokenizer = load_tokenizer(test::golden_folder() / expected["encoder"]);
    EXPECT_EQ(sha256(ids_of_every_code_point(*tokenizer, expected["form"])), expected["sha256"])
        << expected;
  }
}

TEST(Tokenizer, OtherFamiliesAreNamed) {
  const TemporaryFolder folder;
  const auto error = [&] {
    return test::error_of(ErrorKind::kData, [&] { (void)load_tokenizer(folder.path()); });
  };
  EXPECT_THAT(error(), HasSubstr("expected tokenizer.json, vocab.txt or sentencepiece.bpe.model, "
                                 "found none"));
  test::put(folder.path() / "spiece.model", "x");
  EXPECT_THAT(error(),
              HasSubstr("spiece.model: unknown tokenizer family 'SentencePiece of another"));
  test::put(folder.path() / "merges.txt", "x");
  EXPECT_THAT(error(), HasSubstr("merges.txt: unknown tokenizer family 'BPE'"));
  test::put(folder.path() / "tokenizer.json", R"({"model": {"type": "WordLevel"}})");
  EXPECT_THAT(error(), HasSubstr("tokenizer.json: unknown tokenizer family 'WordLevel'"));
  test::put(folder.path() / "tokenizer.json", R"({"model": {"type": 3}})");
  EXPECT_THAT(error(), HasSubstr("unknown tokenizer family 'unnamed'"));
  test::put(folder.path() / "tokenizer.json", "[");
  EXPECT_THAT(error(), HasSubstr("tokenizer.json: expected JSON"));
}

}  // namespace
}  // namespace xner::text
