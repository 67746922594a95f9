// Tests of harness/nn/losses.hpp: values worked out by hand.
#include "harness/nn/losses.hpp"

#include <cmath>

#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

namespace xner::nn {
namespace {

at::Tensor ids(const std::vector<std::int64_t>& values) { return at::tensor(values, at::kLong); }

// softmax of (0, ln 3) is (1/4, 3/4); of (0, 0) it is (1/2, 1/2).
at::Tensor logits() {
  return at::tensor({0.F, std::log(3.F), 0.F, 0.F, 0.F, std::log(3.F)}).view({3, 2});
}

TEST(TokenCrossEntropy, SumOverWordsThroughTheNormaliser) {
  const double sum = std::log(4.0) + std::log(2.0) - std::log(0.75);
  const at::Tensor labels = ids({0, 1, 1});
  EXPECT_NEAR(token_cross_entropy(logits(), labels, 3).item<double>(), sum / 3, 1e-7);
  EXPECT_NEAR(token_cross_entropy(logits(), labels, 12).item<double>(), sum / 12, 1e-7);
}

TEST(TokenCrossEntropy, IgnoredWordsTakeNoPart) {
  at::Tensor scores = logits().requires_grad_(true);
  const at::Tensor loss = token_cross_entropy(scores, ids({-100, 1, -100}), 1);
  EXPECT_NEAR(loss.item<double>(), std::log(2.0), 1e-7);
  loss.backward();
  const at::Tensor expected = at::tensor({0.F, 0.F, 0.5F, -0.5F, 0.F, 0.F}).view({3, 2});
  EXPECT_TRUE(scores.grad().allclose(expected));
}

TEST(TokenCrossEntropy, NothingLabelledIsZero) {
  at::Tensor scores = logits().requires_grad_(true);
  const at::Tensor loss = token_cross_entropy(scores, ids({-100, -100, -100}), 0);
  EXPECT_EQ(loss.item<float>(), 0.F);
  loss.backward();
  EXPECT_TRUE(scores.grad().equal(at::zeros({3, 2})));
}

TEST(SentenceCrossEntropy, SentencesCountAlike) {
  // Words of sentence 0: ln 4 and ln 2, of sentence 2: -ln 0.75; sentence 1 has no labelled word.
  const at::Tensor scores = at::cat({logits(), logits().narrow(0, 0, 1)});
  const at::Tensor labels = ids({0, 1, 1, -100});
  const double mean = ((std::log(4.0) + std::log(2.0)) / 2 - std::log(0.75)) / 2;
  EXPECT_NEAR(sentence_cross_entropy(scores, labels, ids({0, 0, 2, 1}), 3).item<double>(), mean,
              1e-7);
  EXPECT_NEAR(sentence_cross_entropy(scores, labels, ids({0, 0, 0, 0}), 1).item<double>(),
              token_cross_entropy(scores, labels, 3).item<double>(), 1e-7);
}

TEST(SentenceCrossEntropy, NothingLabelledIsZero) {
  at::Tensor scores = logits().requires_grad_(true);
  const at::Tensor loss =
      sentence_cross_entropy(scores, ids({-100, -100, -100}), ids({0, 1, 1}), 2);
  EXPECT_EQ(loss.item<float>(), 0.F);
  loss.backward();
  EXPECT_TRUE(scores.grad().equal(at::zeros({3, 2})));
}

}  // namespace
}  // namespace xner::nn
