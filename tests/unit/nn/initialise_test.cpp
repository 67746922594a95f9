// Tests of harness/nn/initialise.hpp.
#include "harness/nn/initialise.hpp"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

TEST(NormalTensor, HasTheMomentsOfANormal) {
  const at::Tensor draws = normal_tensor({1000, 300}, 0.5, 1, "x").to(at::kDouble);
  EXPECT_NEAR(draws.mean().item<double>(), 0, 5 * 0.5 / 548);
  EXPECT_NEAR(draws.std().item<double>(), 0.5, 0.004);
  const at::Tensor z = draws / 0.5;
  EXPECT_NEAR(z.pow(4).mean().item<double>(), 3, 0.1);
  EXPECT_NEAR((z.abs() > 2).to(at::kDouble).mean().item<double>(), 0.0455, 0.002);
  // No row repeats another, the blocks of 4,096 draws included.
  EXPECT_LT((draws.narrow(0, 0, 999) * draws.narrow(0, 1, 999)).mean().abs().item<double>(), 0.003);
}

TEST(NormalTensor, IsAFunctionOfSeedNameAndShape) {
  const at::Tensor draws = normal_tensor({70, 90}, 1, 1, "x");
  EXPECT_TRUE(draws.equal(normal_tensor({70, 90}, 1, 1, "x")));
  EXPECT_FALSE(draws.equal(normal_tensor({70, 90}, 1, 2, "x")));
  EXPECT_FALSE(draws.equal(normal_tensor({70, 90}, 1, 1, "y")));
}

TEST(NormalTensor, DoesNotDependOnTheNumberOfThreads) {
  const at::Tensor one = normal_tensor({300, 400}, 1, 1, "x");
  at::set_num_threads(2);
  const at::Tensor two = normal_tensor({300, 400}, 1, 1, "x");
  at::set_num_threads(1);
  EXPECT_TRUE(one.equal(two));
}

TEST(NewTokenClassifier, SameSeedSameWeights) {
  const auto config = support::tiny_config(2);
  const auto first = support::all_tensors(new_token_classifier(config, {"O", "B-X"}, 4));
  const auto again = support::all_tensors(new_token_classifier(config, {"O", "B-X"}, 4));
  const auto other = support::all_tensors(new_token_classifier(config, {"O", "B-X"}, 5));
  for (std::size_t i = 0; i < first.size(); ++i) {
    const auto& [name, tensor] = first[i];
    EXPECT_TRUE(tensor.equal(again[i].second)) << name;
    const bool constant = name.ends_with("bias") || name.find("LayerNorm") != std::string::npos;
    EXPECT_EQ(tensor.equal(other[i].second), constant) << name;
  }
}

TEST(NewTokenClassifier, DrawsAsBertDoes) {
  auto config = support::tiny_config(2);
  config.vocab_size = 3000;
  const auto model = new_token_classifier(config, {"O", "B-X", "I-X"}, 4);
  const auto tensors = support::all_tensors(model);
  EXPECT_NEAR(tensors[0].second.std().item<double>(), 0.02, 0.001);
  EXPECT_EQ(model.labels.size(), 3U);
  EXPECT_EQ(model.classifier.weight.sizes(), (std::vector<std::int64_t>{3, 16}));
  for (const auto& [name, tensor] : tensors) {
    if (name.ends_with("bias") || name.ends_with("LayerNorm.weight")) {
      EXPECT_TRUE(tensor.eq(name.ends_with("bias") ? 0 : 1).all().item<bool>()) << name;
    }
  }
  // No two matrices are the same draws.
  EXPECT_FALSE(model.layers[0].output.weight.equal(model.layers[1].output.weight));
  EXPECT_FALSE(model.layers[0].output.weight.equal(model.layers[0].intermediate.weight.t()));
}

}  // namespace
}  // namespace xner::nn
