#include "harness/text/wordpiece_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

using ::testing::HasSubstr;

constexpr auto kVocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##a\n";
constexpr auto kTokenizer =
    R"({"added_tokens": [{"id": 3, "content": "[SEP]", "normalized": false}],
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": false,
                       "strip_accents": null, "lowercase": false},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "model": {"type": "WordPiece", "max_input_chars_per_word": 50,
                  "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "a": 5, "##a": 6}}})";

class WordPieceFilesTest : public ::testing::Test {
 protected:
  void put(const char* name, std::string_view bytes) { test::put(folder_.path() / name, bytes); }
  [[nodiscard]] WordPieceFiles read() const {
    return read_wordpiece_files(TokenizerFolder(folder_.path()));
  }
  [[nodiscard]] std::string error() const {
    return test::error_of(ErrorKind::kData, [&] { (void)read(); });
  }
  /// The error of tokenizer.json with `from` replaced by `to`.
  [[nodiscard]] std::string error_with(const std::string& from, const std::string& to) {
    std::string text = kTokenizer;
    EXPECT_NE(text.find(from), std::string::npos) << from;
    put("tokenizer.json", text.replace(text.find(from), from.size(), to));
    return error();
  }

  TemporaryFolder folder_;
};

TEST_F(WordPieceFilesTest, VocabularyAloneHasTheDefaultsOfBert) {
  put("vocab.txt", kVocabulary);
  const WordPieceFiles files = read();
  EXPECT_EQ(files.normalizer, NormalizerSettings());
  EXPECT_EQ(files.pieces.size(), 7U);
  EXPECT_EQ(files.max_characters, 100U);
}

TEST_F(WordPieceFilesTest, TokenizerJsonSetsAll) {
  put("tokenizer.json", kTokenizer);
  const WordPieceFiles files = read();
  EXPECT_EQ(files.normalizer, (NormalizerSettings{true, false, false, false}));
  EXPECT_EQ(files.pieces[6], "##a");
  EXPECT_EQ(files.max_characters, 50U);
  ASSERT_EQ(files.added.size(), 1U);
  EXPECT_EQ(files.added[0].content, "[SEP]");
  EXPECT_EQ(files.vocabulary.filename(), "tokenizer.json");
}

TEST_F(WordPieceFilesTest, TheConfigurationHasTheLastWord) {
  put("tokenizer.json", kTokenizer);
  put("tokenizer_config.json", R"({"do_lower_case": true, "tokenize_chinese_chars": true})");
  EXPECT_EQ(read().normalizer, (NormalizerSettings{true, true, true, true}));
  put("tokenizer_config.json", R"({"do_lower_case": true, "strip_accents": false})");
  EXPECT_EQ(read().normalizer, (NormalizerSettings{true, false, true, false}));
  put("tokenizer_config.json",
      R"({"do_lower_case": true, "tokenizer_class": "PreTrainedTokenizerFast"})");
  EXPECT_EQ(read().normalizer, (NormalizerSettings{true, false, false, false}));
  std::string stripping = kTokenizer;
  put("tokenizer.json", stripping.replace(stripping.find("null"), 4, "true"));
  EXPECT_TRUE(read().normalizer.strip_accents);
  put("tokenizer_config.json", R"({"strip_accents": null})");  // as lowercase again
  EXPECT_FALSE(read().normalizer.strip_accents);
}

TEST_F(WordPieceFilesTest, SpecialTokensMayHaveOtherNames) {
  put("vocab.txt", kVocabulary);
  put("special_tokens_map.json", R"({"cls_token": "<s>", "sep_token": {"content": "</s>"}})");
  put("tokenizer_config.json", R"({"cls_token": "[CLS]", "mask_token": null})");
  const SpecialTokens special = read().special;
  EXPECT_EQ(special.start, "[CLS]");
  EXPECT_EQ(special.end, "</s>");
  EXPECT_EQ(special.mask, "[MASK]");
}

TEST_F(WordPieceFilesTest, OtherSettingsAreNamed) {
  EXPECT_EQ(error_with("\"type\": \"WordPiece\", ", ""),
            "no error");  // files of the first versions
  EXPECT_THAT(error_with("BertNormalizer", "NFC"),
              HasSubstr("expected a BertNormalizer, found 'NFC'"));
  EXPECT_THAT(error_with("BertPreTokenizer", "Whitespace"), HasSubstr("found 'Whitespace'"));
}

TEST_F(WordPieceFilesTest, DamageIsNamed) {
  EXPECT_THAT(error_with("{\"added", "{{\"added"), HasSubstr("tokenizer.json: expected JSON"));
  EXPECT_THAT(error_with("\"##a\": 6", "\"##a\": 7"),
              HasSubstr("expected ids 0 to 6, found 7 for '##a'"));
  EXPECT_THAT(error_with("\"##a\": 6", "\"##a\": 5"), HasSubstr("found 'a' and '##a' for id 5"));
  EXPECT_THAT(error_with("\"lowercase\": false", "\"lowercase\": \"no\""),
              HasSubstr("lowercase: "));
  EXPECT_THAT(error_with("per_word\": 50", "per_word\": 500"),
              HasSubstr("of at most 250, found 500"));
  EXPECT_THAT(error_with("\"normalized\": false", "\"normalized\": true"),
              HasSubstr("not supported"));
}

TEST_F(WordPieceFilesTest, TwoVocabulariesMustAgree) {
  put("tokenizer.json", kTokenizer);
  put("vocab.txt", kVocabulary);
  EXPECT_EQ(error(), "no error");
  put("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nb\n##a\n");
  EXPECT_THAT(error(), HasSubstr("vocab.txt:6: expected 'a' as in "));
  put("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n");
  EXPECT_THAT(error(), HasSubstr("vocab.txt:4: expected '[SEP]' as in "));
}

TEST_F(WordPieceFilesTest, NumbersAreWholeAndFit) {
  EXPECT_THAT(error_with("\"id\": 3", "\"id\": 4294967299"),
              HasSubstr("id: expected a whole number"));
  EXPECT_THAT(error_with("\"id\": 3", "\"id\": 3.0"), HasSubstr("id: expected a whole number"));
  EXPECT_THAT(error_with("\"id\": 3", "\"id\": -1"), HasSubstr("id: expected a whole number"));
  EXPECT_THAT(error_with("per_word\": 50", "per_word\": true"),
              HasSubstr("expected a whole number"));
}

TEST_F(WordPieceFilesTest, WrongTypesAreNamed) {
  EXPECT_THAT(error_with("\"lowercase\": false", "\"lowercase\": []"), HasSubstr("lowercase: "));
  EXPECT_LT(error_with("\"BertNormalizer\"", "\"" + std::string(100'000, 'x') + "\"").size(), 500U);
}

}  // namespace
}  // namespace xner::text
