// Tests of harness/nn/bert.hpp, forward: packed against alone, against float64 formulas, in parts.
#include "harness/nn/bert.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "tests/support/naive_bert.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

const Forward kEvaluation;
const Forward kTraining{{true, 99, 3}, at::kFloat};

class Bert : public ::testing::Test {
 protected:
  support::Sample sample_ = support::make_sample({5, 1, 9, 3, 14}, 11);
  TokenClassifier model_ = support::tiny_model(1, 3);
  std::vector<BatchItem> items_ = sample_.items();
  PackedBatch batch_ = pack(items_, at::kCPU);
  at::NoGradGuard no_gradients_;

  /// The logits of each sequence by itself, at its own row of the step.
  [[nodiscard]] at::Tensor alone(const Forward& forward) const {
    std::vector<at::Tensor> parts;
    for (std::size_t row = 0; row < items_.size(); ++row)
      parts.push_back(model_.logits(
          pack({&items_[row], 1}, at::kCPU, static_cast<std::int64_t>(row)), forward));
    return at::cat(parts);
  }
};

TEST_F(Bert, PackedSequencesDoNotSeeEachOther) {
  for (const Forward& forward : {kEvaluation, kTraining})
    EXPECT_LT(support::relative_difference(model_.logits(batch_, forward), alone(forward)), 1e-6);
}

TEST_F(Bert, EqualsTheFormulas) {
  for (const Forward& forward : {kEvaluation, kTraining}) {
    const at::Tensor expected = support::naive_logits(model_, items_, forward.dropout);
    EXPECT_LT(support::relative_difference(model_.logits(batch_, forward), expected), 2e-6);
  }
}

TEST_F(Bert, DropoutProbabilitiesOfTheConfigAreUsed) {
  model_.config.hidden_dropout_prob = 0.4;
  model_.config.attention_probs_dropout_prob = 0.2;
  model_.config.classifier_dropout = 0.6;
  const at::Tensor expected = support::naive_logits(model_, items_, kTraining.dropout);
  EXPECT_LT(support::relative_difference(model_.logits(batch_, kTraining), expected), 2e-6);
}

TEST_F(Bert, LayersInPartsAreTheWhole) {
  const at::Tensor whole = model_.encode(batch_, kTraining);
  for (std::int64_t k = 0; k <= 3; ++k) {
    at::Tensor hidden = model_.embed(batch_, kTraining);
    hidden = model_.run_layers(hidden, batch_, kTraining, 0, k);
    hidden = model_.run_layers(hidden, batch_, kTraining, k, 3);
    EXPECT_TRUE(hidden.equal(whole)) << "cut at layer " << k;
  }
  EXPECT_TRUE(model_.classify(whole, batch_, kTraining).equal(model_.logits(batch_, kTraining)));
}

TEST_F(Bert, BFloat16StaysNear) {
  const at::Tensor single = model_.logits(batch_, kEvaluation);
  const at::Tensor half = model_.logits(batch_, {{}, at::kBFloat16});
  EXPECT_EQ(half.scalar_type(), at::kFloat);
  EXPECT_LT(support::relative_difference(half, single), 0.03);
  EXPECT_GT(support::relative_difference(half, single), 0);  // it was computed in bfloat16
}

TEST_F(Bert, OrderOfSequencesDoesNotMatterInEvaluation) {
  const std::vector<BatchItem> reversed(items_.rbegin(), items_.rend());
  const PackedBatch other = pack(reversed, at::kCPU);
  const at::Tensor a = model_.logits(batch_, kEvaluation);
  const at::Tensor b = model_.logits(other, kEvaluation);
  // 5 words at the front of one are at the end of the other.
  EXPECT_LT(support::relative_difference(b.narrow(0, 27, 5), a.narrow(0, 0, 5)), 1e-6);
}

TEST_F(Bert, SequenceBeyondThePositionsIsAnError) {
  const auto sample = support::make_sample({60}, 2);
  ASSERT_GT(sample.windows.windows[0].pieces.size(), 64U);
  try {
    (void)model_.logits(pack(sample.items(), at::kCPU), kEvaluation);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("at most 64 wordpieces"));
  }
}

TEST_F(Bert, PieceBeyondTheVocabularyIsAnError) {
  sample_.windows.windows[1].pieces[1] = 40;
  try {
    (void)model_.logits(pack(sample_.items(), at::kCPU), kEvaluation);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("vocab_size of 40, found 40"));
  }
}

}  // namespace
}  // namespace xner::nn
