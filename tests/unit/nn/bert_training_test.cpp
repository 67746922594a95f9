// Tests of harness/nn/bert.hpp, backward: gradients against float64 formulas and differences, and
// what is frozen.
#include <cmath>
#include <set>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/nn/bert.hpp"
#include "harness/nn/initialise.hpp"
#include "harness/nn/losses.hpp"
#include "tests/support/naive_bert.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

const Forward kTraining{{true, 99, 3}, at::kFloat};

class BertTraining : public ::testing::Test {
 protected:
  support::Sample sample_ = support::make_sample({5, 1, 9, 3}, 11);
  TokenClassifier model_ = support::tiny_model(1, 3);
  std::vector<BatchItem> items_ = sample_.items();
  std::vector<text::PieceId> pieces_ = text::pieces_of(sample_.windows);

  [[nodiscard]] std::int64_t labelled() const {
    return pack(items_, at::kCPU).labels.ge(0).sum().item<std::int64_t>();
  }
  [[nodiscard]] at::Tensor loss(std::int64_t first, std::int64_t count,
                                const Forward& forward) const {
    const PackedBatch batch =
        pack({items_.data() + first, static_cast<std::size_t>(count)}, at::kCPU, first);
    return token_cross_entropy(model_.logits(batch, forward), batch.labels, labelled());
  }
  /// The gradients by name; forgets them.
  std::map<std::string, at::Tensor> take_gradients() {
    std::map<std::string, at::Tensor> gradients;
    for (const NamedParameter& parameter : model_.trainable_parameters()) {
      gradients[parameter.name] = parameter.tensor.grad().clone();
      parameter.tensor.mutable_grad().reset();
    }
    return gradients;
  }
  [[nodiscard]] std::set<std::string> trainable() const {
    std::set<std::string> names;
    for (const NamedParameter& parameter : model_.trainable_parameters())
      names.insert(parameter.name);
    return names;
  }
};

/// The largest difference of any two gradients, as a share of the largest gradient of all.
double difference(const std::map<std::string, at::Tensor>& a,
                  const std::map<std::string, at::Tensor>& b) {
  double scale = 0;
  double largest = 0;
  for (const auto& [name, gradient] : b) {
    scale = std::max(scale, gradient.abs().max().item<double>());
    largest = std::max(largest, (a.at(name) - gradient).abs().max().item<double>());
  }
  return largest / scale;
}

TEST_F(BertTraining, LossAndGradientsEqualTheFormulas) {
  model_.make_trainable(pieces_);
  const at::Tensor expected_loss = support::naive_loss(model_, items_, kTraining.dropout);
  expected_loss.backward();
  const auto expected = take_gradients();
  const at::Tensor found_loss = loss(0, 4, kTraining);
  found_loss.backward();
  const auto found = take_gradients();
  EXPECT_NEAR(found_loss.item<double>(), expected_loss.item<double>(), 1e-6);
  EXPECT_EQ(found.size(), 1U + 4U + 3U * 12U + 2U);
  EXPECT_LT(difference(found, expected), 2e-6);
}

TEST_F(BertTraining, MicroBatchesAreTheStep) {
  model_.make_trainable(pieces_);
  loss(0, 4, kTraining).backward();
  const auto whole = take_gradients();
  loss(0, 1, kTraining).backward();
  loss(1, 2, kTraining).backward();
  loss(3, 1, kTraining).backward();
  EXPECT_LT(difference(take_gradients(), whole), 3e-6);
}

// No autograd on the other side: the float64 loss along a direction, a step forth and back.
TEST_F(BertTraining, GradientPredictsFiniteDifferences) {
  model_.make_trainable(pieces_);
  loss(0, 4, kTraining).backward();
  const at::NoGradGuard no_gradients;
  constexpr double kStep = 1e-3;
  for (const NamedParameter& parameter : model_.trainable_parameters()) {
    const at::Tensor value = parameter.tensor.detach();
    const at::Tensor gradient = parameter.tensor.grad();
    const at::Tensor kept = value.clone();
    const at::Tensor direction = gradient / (gradient.norm() + 1e-12) +
                                 0.1 * normal_tensor(value.sizes().vec(), 1, 6, parameter.name);
    const auto at_offset = [&](double offset) {
      value.copy_(kept + offset * direction);
      return support::naive_loss(model_, items_, kTraining.dropout).item<double>();
    };
    const double slope = (at_offset(kStep) - at_offset(-kStep)) / (2 * kStep);
    value.copy_(kept);
    const double predicted = (gradient * direction).sum().item<double>();
    EXPECT_NEAR(slope, predicted, 2e-3 * std::abs(predicted) + 2e-4) << parameter.name;
  }
}

TEST_F(BertTraining, BFloat16GradientsStayNear) {
  model_.make_trainable(pieces_);
  loss(0, 4, kTraining).backward();
  const auto single = take_gradients();
  loss(0, 4, {kTraining.dropout, at::kBFloat16}).backward();
  const auto half = take_gradients();
  EXPECT_EQ(half.at("classifier.weight").scalar_type(), at::kFloat);
  EXPECT_LT(difference(half, single), 0.1);
}

TEST_F(BertTraining, NothingFrozen) {
  model_.make_trainable(pieces_, -1);
  const auto names = trainable();
  EXPECT_TRUE(names.contains("embeddings.word_embeddings.weight"));
  EXPECT_TRUE(names.contains("embeddings.LayerNorm.bias"));
  EXPECT_TRUE(names.contains("encoder.layer.0.attention.self.query_key_value.weight"));
  EXPECT_TRUE(names.contains("classifier.bias"));
}

TEST_F(BertTraining, FrozenFromTheBottom) {
  for (std::int64_t k = 0; k <= 3; ++k) {
    model_.make_trainable(pieces_, k);
    const auto names = trainable();
    EXPECT_EQ(names.size(), static_cast<std::size_t>((3 - k) * 12 + 2)) << k;
    for (const std::string& name : names) EXPECT_FALSE(name.starts_with("embeddings.")) << name;
    for (std::int64_t layer = 0; layer < 3; ++layer)
      EXPECT_EQ(names.contains("encoder.layer." + std::to_string(layer) + ".output.dense.bias"),
                layer >= k);
    loss(0, 4, kTraining).backward();
    for (const NamedParameter& parameter : model_.trainable_parameters())
      EXPECT_TRUE(parameter.tensor.grad().defined()) << parameter.name;
    EXPECT_FALSE(model_.position_embeddings.grad().defined());
  }
}

// A model that was trained whole, and then is trained again with its embeddings frozen.
TEST_F(BertTraining, FreezingAgainKeepsTheValues) {
  model_.make_trainable(pieces_, -1);
  at::Tensor rows = model_.word_embeddings.trainable().detach();
  rows += 1;
  const at::Tensor before = model_.word_embeddings.whole_table();
  model_.make_trainable(pieces_, 1);
  EXPECT_FALSE(trainable().contains("embeddings.word_embeddings.weight"));
  EXPECT_TRUE(model_.word_embeddings.whole_table().equal(before));
  model_.make_trainable(pieces_, -1);
  EXPECT_TRUE(trainable().contains("embeddings.word_embeddings.weight"));
  EXPECT_TRUE(model_.word_embeddings.whole_table().equal(before));
}

TEST_F(BertTraining, FreezingMoreLayersThanThereAreIsAnError) {
  for (const std::int64_t k : {4, -2}) {
    try {
      model_.make_trainable(pieces_, k);
      FAIL() << "no error for " << k;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      EXPECT_THAT(error.what(), ::testing::HasSubstr("to 3 (all layers of this encoder)"));
    }
  }
}

TEST_F(BertTraining, BiasesAndLayerNormDoNotDecay) {
  model_.make_trainable(pieces_);
  for (const NamedParameter& parameter : model_.trainable_parameters())
    EXPECT_EQ(parameter.decays, !parameter.name.ends_with(".bias") &&
                                    parameter.name.find("LayerNorm") == std::string::npos)
        << parameter.name;
}

}  // namespace
}  // namespace xner::nn
