// The RoBERTa family and the other activation functions: forward and backward against the float64
// formulas, positions, and the padding token that stands in a text.
#include <map>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full_like.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/nn/bert.hpp"
#include "harness/nn/losses.hpp"
#include "tests/support/naive_bert.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

const Forward kTraining{{true, 99, 3}, at::kFloat};
constexpr text::PieceId kPadding = 1;

class Roberta : public ::testing::Test {
 protected:
  support::Sample sample_ = support::make_sample({5, 1, 9, 3}, 11);
  TokenClassifier model_ = support::tiny_model(1, support::tiny_roberta_config());

  [[nodiscard]] PackedBatch batch() const { return pack(sample_.items(), at::kCPU); }
  [[nodiscard]] double difference(const Forward& forward) const {
    const at::NoGradGuard no_gradients;
    return support::relative_difference(
        model_.logits(batch(), forward),
        support::naive_logits(model_, sample_.items(), forward.dropout));
  }
  /// Gradients by name of the loss that `backward` leaves; forgets them.
  std::map<std::string, at::Tensor> take_gradients() {
    std::map<std::string, at::Tensor> gradients;
    for (const NamedParameter& parameter : model_.trainable_parameters()) {
      gradients[parameter.name] = parameter.tensor.grad().clone();
      parameter.tensor.mutable_grad().reset();
    }
    return gradients;
  }
};

TEST_F(Roberta, EqualsTheFormulas) {
  EXPECT_LT(difference({}), 2e-6);
  EXPECT_LT(difference(kTraining), 2e-6);
}

TEST_F(Roberta, PositionsBeginBehindThePadding) {
  const at::Tensor before = model_.embed(batch(), {});
  model_.position_embeddings.narrow(0, 0, 2) += 1;  // of nobody
  EXPECT_TRUE(model_.embed(batch(), {}).equal(before));
  model_.position_embeddings.select(0, 2) +=
      at::full_like(model_.position_embeddings[2], 1).normal_();
  const at::Tensor rows = (model_.embed(batch(), {}) - before).abs().sum(1).gt(0);
  EXPECT_EQ(rows.sum().item<std::int64_t>(), 4);  // the first of each sequence
  EXPECT_TRUE(rows[0].item<bool>());
}

TEST_F(Roberta, PaddingInTheTextIsNotCounted) {
  auto& pieces = sample_.windows.windows[2].pieces;
  ASSERT_GT(pieces.size(), 8U);
  pieces[3] = pieces[6] = kPadding;
  EXPECT_LT(difference({}), 2e-6);
  EXPECT_LT(difference(kTraining), 2e-6);
}

TEST_F(Roberta, SequencesHaveTwoPlacesLess) {
  model_.config.max_position_embeddings = 9;
  try {
    (void)model_.logits(batch(), {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("at most 7 wordpieces"));
  }
}

// transformers gives the embeddings of the padding token no gradient: word and position.
TEST_F(Roberta, PaddingInTheTextGetsNoGradient) {
  sample_.windows.windows[2].pieces[3] = kPadding;
  model_.make_trainable(text::pieces_of(sample_.windows));
  support::naive_loss(model_, sample_.items(), {}).backward();
  auto expected = take_gradients();
  const PackedBatch packed = batch();
  token_cross_entropy(model_.logits(packed, {}), packed.labels,
                      packed.labels.ge(0).sum().item<std::int64_t>())
      .backward();
  auto found = take_gradients();
  const auto words = "embeddings.word_embeddings.weight";
  const auto positions = "embeddings.position_embeddings.weight";
  ASSERT_EQ(text::pieces_of(sample_.windows).front(), kPadding);
  EXPECT_GT(expected[positions][1].abs().max().item<double>(), 0);  // formulas know no exception
  EXPECT_EQ(found[words][0].abs().max().item<double>(), 0);
  EXPECT_EQ(found[positions][1].abs().max().item<double>(), 0);
  expected[words][0].zero_();
  expected[positions][1].zero_();
  for (const auto& [name, gradient] : expected)
    EXPECT_LT((found[name] - gradient).abs().max().item<double>(), 1e-6) << name;
}

class Activations : public ::testing::TestWithParam<Activation> {};

TEST_P(Activations, ForwardAndGradientsEqualTheFormulas) {
  const auto sample = support::make_sample({5, 1, 9}, 4);
  EncoderConfig config = support::tiny_config();
  config.activation = GetParam();
  TokenClassifier model = support::tiny_model(2, config);
  model.make_trainable(text::pieces_of(sample.windows));
  const auto weight = [&] { return model.layers[0].intermediate.weight; };
  support::naive_loss(model, sample.items(), {}).backward();
  const at::Tensor expected = weight().grad().clone();
  weight().mutable_grad().reset();
  const PackedBatch batch = pack(sample.items(), at::kCPU);
  const at::Tensor logits = model.logits(batch, {});
  token_cross_entropy(logits, batch.labels, batch.labels.ge(0).sum().item<std::int64_t>())
      .backward();
  EXPECT_LT(support::relative_difference(weight().grad(), expected), 3e-6);
  EXPECT_LT(support::relative_difference(logits, support::naive_logits(model, sample.items(), {})),
            2e-6);
}

INSTANTIATE_TEST_SUITE_P(All, Activations,
                         ::testing::Values(Activation::kGelu, Activation::kGeluTanh,
                                           Activation::kRelu, Activation::kSilu));

// Two forms of GELU differ by 1e-3: far more than any tolerance here.
TEST(Activation, FormsOfGeluAreToldApart) {
  const auto sample = support::make_sample({5, 1, 9}, 4);
  EncoderConfig config = support::tiny_config();
  const at::Tensor exact =
      support::tiny_model(2, config).logits(pack(sample.items(), at::kCPU), {});
  config.activation = Activation::kGeluTanh;
  const at::Tensor other =
      support::tiny_model(2, config).logits(pack(sample.items(), at::kCPU), {});
  EXPECT_GT(support::relative_difference(other, exact), 5e-5);
}

}  // namespace
}  // namespace xner::nn
