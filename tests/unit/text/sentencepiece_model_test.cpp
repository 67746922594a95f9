#include "harness/text/sentencepiece_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/text/support.hpp"

namespace xner::text {
namespace {

using ::testing::HasSubstr;

class SentencePieceModelTest : public ::testing::Test {
 protected:
  [[nodiscard]] SentencePieceModel read(std::string_view bytes) const {
    test::put(folder_.path() / "m", bytes);
    return read_sentencepiece_model(folder_.path() / "m");
  }
  [[nodiscard]] std::string error(std::string_view bytes) const {
    return test::error_of(ErrorKind::kData, [&] { (void)read(bytes); });
  }

  TemporaryFolder folder_;
};

TEST_F(SentencePieceModelTest, ReadsWhatDecides) {
  const std::string piece = test::proto_bytes(1, "\u2581a") + test::proto_float(2, -1.5F) +
                            test::proto_varint(3, 4) + test::proto_varint(99, 1U << 20);
  const auto model =
      read(test::proto_bytes(1, piece) + test::proto_bytes(1, test::proto_bytes(1, "b")) +
           test::proto_bytes(2, test::proto_varint(3, 2) + test::proto_float(10, 0.1F)) +
           test::proto_bytes(3, test::proto_bytes(1, "nmt_nfkc") + test::proto_bytes(2, "map")));
  ASSERT_EQ(model.pieces.size(), 2U);
  EXPECT_EQ(model.pieces[0].text, "\u2581a");
  EXPECT_EQ(model.pieces[0].score, -1.5F);
  EXPECT_EQ(model.pieces[0].type, SentencePieceModel::PieceType::kUserDefined);
  EXPECT_EQ(model.pieces[1].type, SentencePieceModel::PieceType::kNormal);
  EXPECT_EQ(model.kind, SentencePieceModel::Kind::kBpe);
  EXPECT_EQ(model.character_map, "map");
}

TEST_F(SentencePieceModelTest, DamageIsNamedWithItsByte) {
  EXPECT_THAT(error(""), HasSubstr("found no piece"));
  EXPECT_THAT(error(std::string("\x0a\x05") + "ab"),
              HasSubstr("expected a SentencePiece model, found the end at byte 3"));
  EXPECT_THAT(error("{\"a\": 1}"), HasSubstr("found a field of wire type 3"));
  EXPECT_THAT(error(std::string(12, '\xff')), HasSubstr("a number of more than 64 bits"));
  EXPECT_THAT(error(test::proto_varint(1, 7)), HasSubstr("found field 1 with another type"));
  EXPECT_THAT(error(test::proto_bytes(1, test::proto_bytes(1, "\xff"))),
              HasSubstr("a piece that is not UTF-8"));
}

TEST_F(SentencePieceModelTest, EveryCutOfAModelIsSurvived) {
  const std::string whole = read_file(test::golden_folder() / "xlmr/sentencepiece.bpe.model");
  EXPECT_GT(read(whole).pieces.size(), 150U);
  for (std::size_t size = 0; size < whole.size(); size += 61) (void)error(whole.substr(0, size));
}

}  // namespace
}  // namespace xner::text
