// Tests of TokenClassifier::clone: two models that train side by side share nothing that is
// written.
#include <string>
#include <type_traits>
#include <vector>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include "harness/nn/bert.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

TEST(Clone, TrainsByItself) {
  const auto sample = support::make_sample({5, 3}, 4);
  TokenClassifier teacher = support::tiny_model(3);
  teacher.make_trainable(text::pieces_of(sample.windows));
  TokenClassifier student = teacher.clone();
  std::vector<at::Tensor> before;
  for (const auto& [name, tensor] : support::all_tensors(teacher)) before.push_back(tensor.clone());
  EXPECT_EQ(student.labels, teacher.labels);
  EXPECT_EQ(student.config.raw, teacher.config.raw);
  const auto parameters = student.trainable_parameters();
  ASSERT_EQ(parameters.size(), teacher.trainable_parameters().size());
  {
    const at::NoGradGuard no_gradients;
    for (const NamedParameter& parameter : parameters) at::Tensor(parameter.tensor).add_(1);
  }
  student.word_embeddings.shrink_others(0.5);
  const auto after = support::all_tensors(teacher);
  const auto changed = support::all_tensors(student);
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_TRUE(after[i].second.equal(before[i])) << after[i].first;
    EXPECT_FALSE(changed[i].second.equal(before[i])) << after[i].first;
  }
}

TEST(Clone, KeepsWhatIsFrozenFrozen) {
  const auto sample = support::make_sample({5, 3}, 4);
  TokenClassifier model = support::tiny_model(3);
  model.make_trainable(text::pieces_of(sample.windows), 1);
  const auto names = [](const TokenClassifier& of) {
    std::vector<std::string> result;
    for (const NamedParameter& parameter : of.trainable_parameters())
      result.push_back(parameter.name);
    return result;
  };
  EXPECT_EQ(names(model.clone()), names(model));
}

TEST(Clone, CompanionsTrainAlongAndAreCopied) {
  const auto sample = support::make_sample({5, 3}, 4);
  TokenClassifier model = support::tiny_model(3);
  model.make_trainable(text::pieces_of(sample.windows));
  const std::size_t own = model.trainable_parameters().size();
  model.companions.push_back(
      {"projection", model.classifier.weight.detach().clone().requires_grad_(true), true});
  const TokenClassifier copy = model.clone();
  const auto parameters = copy.trainable_parameters();
  ASSERT_EQ(parameters.size(), own + 1);
  EXPECT_EQ(parameters.back().name, "projection");
  EXPECT_TRUE(parameters.back().tensor.requires_grad());
  EXPECT_TRUE(parameters.back().tensor.equal(model.companions[0].tensor));
  EXPECT_FALSE(parameters.back().tensor.is_same(model.companions[0].tensor));
}

static_assert(!std::is_copy_constructible_v<TokenClassifier>);
static_assert(std::is_nothrow_move_constructible_v<TokenClassifier>);

}  // namespace
}  // namespace xner::nn
