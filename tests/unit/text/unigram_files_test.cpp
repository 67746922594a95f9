#include "harness/text/unigram_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

using ::testing::HasSubstr;

constexpr auto kTokenizer =
    R"({"added_tokens": [{"id": 4, "content": "<mask>", "lstrip": true, "normalized": false}],
        "normalizer": {"type": "Sequence", "normalizers": [
          {"type": "Precompiled", "precompiled_charsmap": "YWJjZA=="},
          {"type": "Strip", "strip_left": false, "strip_right": true},
          {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}]},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true},
        "model": {"type": "Unigram", "unk_id": 3, "byte_fallback": false,
                  "vocab": [["<s>", 0.0], ["<pad>", 0.0], ["</s>", 0.0], ["<unk>", 0], ["<mask>", -1.25]]}})";

class UnigramFilesTest : public ::testing::Test {
 protected:
  void put(const char* name, std::string_view bytes) { test::put(folder_.path() / name, bytes); }
  [[nodiscard]] UnigramFiles read() const {
    return read_unigram_files(TokenizerFolder(folder_.path()));
  }
  [[nodiscard]] std::string error() const {
    return test::error_of(ErrorKind::kData, [&] { (void)read(); });
  }
  /// tokenizer.json with `from` replaced by `to`.
  void put_with(const std::string& from, const std::string& to) {
    std::string text = kTokenizer;
    EXPECT_NE(text.find(from), std::string::npos) << from;
    put("tokenizer.json", text.replace(text.find(from), from.size(), to));
  }
  [[nodiscard]] std::string error_with(const std::string& from, const std::string& to) {
    put_with(from, to);
    return error();
  }

  TemporaryFolder folder_;
};

std::string proto_piece(std::string_view text, float score, std::uint64_t type = 1) {
  return test::proto_bytes(
      1, test::proto_bytes(1, text) + test::proto_float(2, score) + test::proto_varint(3, type));
}

const std::string kOwnPieces =
    proto_piece("<unk>", 0, 2) + proto_piece("<s>", 0, 3) + proto_piece("</s>", 0, 3);

TEST_F(UnigramFilesTest, TokenizerJsonSetsAll) {
  put("tokenizer.json", kTokenizer);
  put("sentencepiece.bpe.model", "not read");
  const UnigramFiles files = read();
  EXPECT_EQ(files.normalizer, (UnigramNormalizer{"abcd", true, true, false}));
  ASSERT_EQ(files.pieces.size(), 5U);
  EXPECT_EQ(files.pieces[4].piece, "<mask>");
  EXPECT_EQ(files.pieces[4].score, -1.25);
  EXPECT_EQ(files.unknown, 3);
  ASSERT_EQ(files.added.size(), 1U);
  EXPECT_TRUE(files.added[0].strip_left);
  EXPECT_EQ(files.vocabulary.filename(), "tokenizer.json");
}

TEST_F(UnigramFilesTest, TheFirstReleaseSplitsWhiteSpaceFirst) {
  std::string text = kTokenizer;
  const std::size_t normalizer = text.find("{\"type\": \"Sequence\""),
                    model = text.find("\"model\"");
  text.replace(normalizer, model - normalizer,
               R"({"type": "Precompiled", "precompiled_charsmap": "YWI="},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
          {"type": "Metaspace", "replacement": "▁", "str_rep": "▁", "add_prefix_space": true}]},
        )");
  put("tokenizer.json", text);
  EXPECT_EQ(read().normalizer, (UnigramNormalizer{"ab", false, false, true}));
}

TEST_F(UnigramFilesTest, ModelAloneHasTheIdsOfFairseq) {
  put("sentencepiece.bpe.model", kOwnPieces + proto_piece(",", -2.5F) +
                                     proto_piece("<user>", -3, 4) +
                                     test::proto_bytes(3, test::proto_bytes(2, "map")));
  const UnigramFiles files = read();
  std::vector<std::string> pieces;
  for (const auto& [piece, score] : files.pieces) pieces.push_back(piece);
  EXPECT_THAT(pieces,
              ::testing::ElementsAre("<s>", "<pad>", "</s>", "<unk>", ",", "<user>", "<mask>"));
  EXPECT_EQ(files.pieces[4].score, -2.5);
  EXPECT_EQ(files.unknown, 3);
  ASSERT_EQ(files.added.size(), 1U);
  EXPECT_EQ(files.added[0].id, 5);
  EXPECT_EQ(files.normalizer, (UnigramNormalizer{"map", true, true, false}));
}

TEST_F(UnigramFilesTest, OtherModelsAreNamed) {
  put("sentencepiece.bpe.model", kOwnPieces + test::proto_bytes(2, test::proto_varint(3, 2)));
  EXPECT_THAT(error(), HasSubstr("expected a Unigram model (1), found model_type 2"));
  put("sentencepiece.bpe.model", proto_piece("<pad>", 0, 3) + kOwnPieces);
  EXPECT_THAT(error(), HasSubstr("expected <unk> as piece 0"));
  put("sentencepiece.bpe.model", kOwnPieces);
  put("tokenizer_config.json", R"({"tokenizer_class": "MBartTokenizer"})");
  EXPECT_THAT(error(), HasSubstr("expected XLMRobertaTokenizer beside sentencepiece.bpe.model "
                                 "alone, found 'MBartTokenizer'"));
}

TEST_F(UnigramFilesTest, OtherSettingsAreNamed) {
  EXPECT_THAT(error_with("YWJjZA==", "YW*jZA=="), HasSubstr("expected Base64"));
  EXPECT_THAT(error_with("\"type\": \"Precompiled\"", "\"type\": \"NFKC\""),
              HasSubstr("found 'NFKC'"));
  EXPECT_THAT(error_with("\"strip_left\": false", "\"strip_left\": true"),
              HasSubstr("found 'Strip'"));
  EXPECT_THAT(error_with(" {2,}", " +"), HasSubstr("found 'Replace'"));
  EXPECT_THAT(error_with("always", "first"), HasSubstr("expected a Metaspace"));
  EXPECT_THAT(error_with("\"split\": true", "\"split\": false"), HasSubstr("expected a Metaspace"));
  EXPECT_THAT(error_with("\"byte_fallback\": false", "\"byte_fallback\": true"),
              HasSubstr("byte_fallback is not supported"));
  EXPECT_THAT(error_with("[\"<unk>\", 0]", "[\"<unk>\", \"0\"]"),
              HasSubstr("model.vocab: expected pairs of piece and score"));
  EXPECT_THAT(error_with("[\"<unk>\", 0]", "[\"<unk>\"]"),
              HasSubstr("model.vocab: expected pairs"));
  put_with("\"type\": \"Sequence\", \"normalizers\"", "\"type\": \"Sequence\", \"others\"");
  EXPECT_EQ(read().normalizer, UnigramNormalizer());
}

}  // namespace
}  // namespace xner::text
