// Tests of harness/nn/batch.hpp: a batch of two hand-made windows, every tensor written out.
#include "harness/nn/batch.hpp"

#include <limits>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <gmock/gmock.h>

#include "tests/support/naive_dropout.hpp"

namespace xner::nn {
namespace {

using ::testing::ElementsAre;

std::vector<std::int64_t> numbers(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.to(at::kLong).contiguous().view({-1});
  return {flat.const_data_ptr<std::int64_t>(), flat.const_data_ptr<std::int64_t>() + flat.numel()};
}

class Packed : public ::testing::Test {
 protected:
  // Sentence 7, continued from an earlier window: word 4 is context. Sentence 9 has one word.
  text::Window first_{7, {2, 11, 12, 13, 3}, {-1, 4, 5, 5, -1}, {{4, 1, false}, {5, 2, true}}};
  text::Window second_{9, {2, 30, 3}, {-1, 0, -1}, {{0, 1, true}}};
  std::vector<data::LabelId> labels_{0, 0, 0, 0, 0, 3};
  std::vector<BatchItem> items_{{&first_, &labels_, 6}, {&second_, nullptr, -1}};
  PackedBatch batch_ = pack(items_, at::kCPU, 4);
};

TEST_F(Packed, TokensKnowWhereTheyAre) {
  EXPECT_THAT(numbers(batch_.pieces), ElementsAre(2, 11, 12, 13, 3, 2, 30, 3));
  EXPECT_THAT(numbers(batch_.positions), ElementsAre(0, 1, 2, 3, 4, 0, 1, 2));
  EXPECT_THAT(numbers(batch_.sequence_ids), ElementsAre(0, 0, 0, 0, 0, 1, 1, 1));
  EXPECT_THAT(numbers(batch_.word_ids), ElementsAre(-1, 4, 5, 5, -1, -1, 0, -1));
  EXPECT_THAT(numbers(batch_.pair_ids), ElementsAre(6, -1));
  EXPECT_THAT(numbers(batch_.sequence_starts), ElementsAre(0, 5, 8));
  EXPECT_EQ(batch_.sequence_starts.scalar_type(), at::kInt);
  EXPECT_EQ(batch_.largest_piece, 30);
}

TEST_F(Packed, OwnedWordsOnly) {
  EXPECT_THAT(numbers(batch_.first_pieces), ElementsAre(2, 6));
  EXPECT_THAT(numbers(batch_.labels), ElementsAre(3, data::kIgnored));
  EXPECT_THAT(batch_.word_sentence, ElementsAre(7, 9));
  EXPECT_THAT(batch_.word_index, ElementsAre(5, 0));
  EXPECT_EQ(batch_.tokens(), 8);
  EXPECT_EQ(batch_.words(), 2);
}

TEST_F(Packed, PiecesKnowTheirWords) {
  // The context word's piece is not counted again, the second piece of word 5 is.
  EXPECT_THAT(numbers(batch_.piece_words), ElementsAre(-1, -1, 0, 0, -1, -1, 1, -1));
  EXPECT_EQ(batch_.sentences, 2);
  EXPECT_THAT(numbers(batch_.sides), ElementsAre(0, 0));
}

TEST_F(Packed, WindowsOfOneSentenceAreOneSentence) {
  text::Window before{7, {2, 11, 3}, {-1, 4, -1}, {{4, 1, true}}};
  text::Window whole{7, {2, 11, 12, 13, 3}, {-1, 4, 5, 5, -1}, {{4, 1, true}, {5, 2, true}}};
  const std::vector<BatchItem> items{{&before, &labels_, 0, 0, false},
                                     {&first_, &labels_, 0, 0, true},
                                     {&second_, nullptr, 0, 1, false},
                                     {&whole, &labels_, 1, 0, false},
                                     {&before, &labels_, 1, 1, false}};
  const PackedBatch batch = pack(items, at::kCPU);
  EXPECT_EQ(batch.sequences, 5);
  EXPECT_EQ(batch.sentences, 4);
  EXPECT_THAT(numbers(batch.sentence_ids), ElementsAre(0, 0, 1, 2, 3));
  EXPECT_THAT(numbers(batch.sentence_starts), ElementsAre(0, 2, 3, 4));
  EXPECT_THAT(numbers(batch.sides), ElementsAre(0, 0, 1, 0, 1));
  // The same words in other windows are the same sentence; a part of them is another.
  const auto keys = numbers(batch.sentence_keys);
  EXPECT_EQ(keys[0], keys[2]);
  EXPECT_NE(keys[0], keys[1]);
  EXPECT_NE(keys[0], keys[3]);
}

TEST_F(Packed, PaddedGroup) {
  EXPECT_EQ(batch_.sequences, 2);
  EXPECT_EQ(batch_.longest, 5);
  EXPECT_FALSE(batch_.equal_lengths);
  EXPECT_THAT(numbers(batch_.padded_slots), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  EXPECT_THAT(numbers(batch_.packed_rows), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 0, 0));
  constexpr float kOut = -std::numeric_limits<float>::infinity();
  const at::Tensor expected =
      at::tensor({0.F, 0.F, 0.F, 0.F, 0.F, 0.F, 0.F, 0.F, kOut, kOut}).view({2, 5});
  ASSERT_EQ(batch_.groups.size(), 1U);
  EXPECT_TRUE(batch_.groups[0].padding.equal(expected));
}

// 40, 31 and 30 tokens; 13, 5 and 5, since 8 places of padding are cheaper than a group.
TEST(PaddedGroups, HoldSequencesOfSimilarLength) {
  std::vector<text::Window> windows;
  std::vector<BatchItem> items;
  for (const std::size_t length : {30, 5, 40, 5, 31, 13})
    windows.push_back(
        {0, std::vector<text::PieceId>(length, 2), std::vector<std::int32_t>(length, -1), {}});
  for (const auto& window : windows) items.push_back({&window, nullptr});
  const PackedBatch batch = pack(items, at::kCPU);
  ASSERT_EQ(batch.groups.size(), 2U);
  EXPECT_EQ(batch.groups[0].longest, 40);
  EXPECT_EQ(batch.groups[0].sequences, 3);
  EXPECT_EQ(batch.groups[1].longest, 13);
  EXPECT_EQ(batch.groups[1].sequences, 3);
  EXPECT_FALSE(batch.equal_lengths);
  EXPECT_EQ(batch.packed_rows.size(0), 3 * 40 + 3 * 13);
  // Every token has one place, and that place has this token.
  EXPECT_TRUE(batch.packed_rows.index_select(0, batch.padded_slots)
                  .equal(at::arange(batch.tokens(), at::kLong)));
  const at::Tensor unpadded =
      at::cat({batch.groups[0].padding.flatten(), batch.groups[1].padding.flatten()}).eq(0);
  EXPECT_EQ(unpadded.sum().item<std::int64_t>(), batch.tokens());
  EXPECT_TRUE(unpadded.index_select(0, batch.padded_slots).all().item<bool>());
}

TEST_F(Packed, KeysCountRowsOfTheStep) {
  EXPECT_EQ(batch_.token_keys[0].item<std::int64_t>(), support::naive_token_key(4, 0));
  EXPECT_EQ(batch_.token_keys[7].item<std::int64_t>(), support::naive_token_key(5, 2));
}

}  // namespace
}  // namespace xner::nn
