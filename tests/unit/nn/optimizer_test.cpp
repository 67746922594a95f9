// Tests of harness/nn/optimizer.hpp against AdamW in plain float64.
#include "harness/nn/optimizer.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include "harness/nn/initialise.hpp"
#include "tests/support/naive_adamw.hpp"

namespace xner::nn {
namespace {

std::vector<double> values(const at::Tensor& tensor) {
  const at::Tensor wide = tensor.detach().to(at::kDouble).contiguous();
  return {wide.const_data_ptr<double>(), wide.const_data_ptr<double>() + wide.numel()};
}

/// Two parameters that decay, two that do not, one of each without a gradient in some steps.
class Optimizer : public ::testing::TestWithParam<AdamWOptions> {
 protected:
  Optimizer() {
    for (const auto& shape : {std::vector<std::int64_t>{7, 5}, {11}, {3, 2, 4}, {6}}) {
      const std::string name = "p" + std::to_string(parameters_.size());
      parameters_.push_back({name, normal_tensor(shape, 1, 1, name).requires_grad_(true),
                             parameters_.size() % 2 == 0});
      naive_.push_back({values(parameters_.back().tensor), parameters_.back().decays});
    }
  }
  /// Gradients of step `step` for both; their norm goes from far below 1 to far above.
  std::vector<std::vector<double>> set_gradients(std::int64_t step) {
    std::vector<std::vector<double>> gradients;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      gradients.emplace_back();
      if (i >= 2 && step % 3 == 1) continue;
      const double scale = step % 2 == 0 ? 0.02 : 3.0;
      const at::Tensor& tensor = parameters_[i].tensor;
      tensor.mutable_grad() =
          normal_tensor(tensor.sizes().vec(), scale, 100 + step, parameters_[i].name);
      gradients.back() = values(tensor.grad());
    }
    return gradients;
  }

  std::vector<NamedParameter> parameters_;
  std::vector<support::NaiveParameter> naive_;
};

TEST_P(Optimizer, EqualsTheReferenceOver20Steps) {
  AdamW optimizer(parameters_, GetParam());
  for (std::int64_t step = 0; step < 20; ++step) {
    const double rate = 0.05 * (1.0 - static_cast<double>(step) / 20);
    const auto gradients = set_gradients(step);
    optimizer.step(rate);
    support::naive_adamw_step(naive_, gradients, rate, GetParam());
  }
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const auto found = values(parameters_[i].tensor);
    for (std::size_t k = 0; k < found.size(); ++k)
      EXPECT_NEAR(found[k], naive_[i].values[k], 5e-6) << parameters_[i].name << ' ' << k;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Options, Optimizer,
    ::testing::Values(AdamWOptions{}, AdamWOptions{.weight_decay = 0.3},
                      AdamWOptions{.weight_decay = 0.3, .max_grad_norm = 0},
                      AdamWOptions{
                          .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-3, .max_grad_norm = 0.25}));

/// One parameter whose gradient has norm 5, and how it is clipped: without moments and with a large
/// epsilon a step is learning_rate * g / (|g| + epsilon).
double step_size(double max_grad_norm) {
  const at::Tensor parameter = at::tensor({0.0, 0.0}, at::kDouble).requires_grad_(true);
  AdamW optimizer({{"p", parameter, true}},
                  {.beta1 = 0, .beta2 = 0, .epsilon = 1e6, .max_grad_norm = max_grad_norm});
  parameter.mutable_grad() = at::tensor({3.0, 4.0}, at::kDouble);
  optimizer.step(1e6);
  return parameter.detach().norm().item<double>();
}

TEST(Clipping, IsTorchsFormula) {
  EXPECT_NEAR(step_size(0), 5, 1e-3);
  EXPECT_NEAR(step_size(10), 5, 1e-3);
  EXPECT_NEAR(step_size(2), 2, 1e-3);
}

TEST(AdamWStep, ForgetsGradientsAndSkipsParametersWithout) {
  const at::Tensor with = at::full({3}, 2.F).requires_grad_(true);
  const at::Tensor without = at::full({3}, 2.F).requires_grad_(true);
  AdamW optimizer({{"a", with, true}, {"b", without, true}}, {.weight_decay = 0.5});
  with.mutable_grad() = at::full({3}, 1.F);
  optimizer.step(0.1);
  EXPECT_FALSE(with.grad().defined());
  EXPECT_FALSE(with.equal(at::full({3}, 2.F)));
  EXPECT_TRUE(without.equal(at::full({3}, 2.F)));
  const at::Tensor after = with.detach().clone();
  optimizer.step(0.1);
  EXPECT_TRUE(with.equal(after));
}

/// Two optimisers of one parameter, each with the step's gradient in its own proportion.
void steps(AdamW& first, AdamW& second, const at::Tensor& parameter, int from, int to) {
  for (int step = from; step < to; ++step)
    for (AdamW* one : {&first, &second}) {
      parameter.mutable_grad() =
          normal_tensor({5}, one == &first ? 0.1 : 1, 7, "step " + std::to_string(step));
      one->step(one == &first ? 1e-3 : 1e-2);
    }
}

TEST(Optimizers, OfOneParameterComeBackUnderNamesOfTheirOwn) {
  const at::Tensor start = normal_tensor({5}, 1, 1, "start");
  const auto parameter = [&](const at::Tensor& value) {
    return std::vector<NamedParameter>{{"p", value.clone().requires_grad_(true), true}};
  };
  const auto whole = parameter(start);
  AdamW first(whole, {}), second(whole, {});
  steps(first, second, whole[0].tensor, 0, 3);
  TrainingState state;
  first.save(state, "tagger");
  second.save(state, "adversary");
  for (auto& [name, tensor] : state.tensors) tensor = tensor.clone();  // as a file would have it
  const auto again = parameter(whole[0].tensor.detach());
  steps(first, second, whole[0].tensor, 3, 6);

  AdamW third(again, {}), fourth(again, {});
  third.restore(state, "tagger");
  fourth.restore(state, "adversary");
  steps(third, fourth, again[0].tensor, 3, 6);
  EXPECT_TRUE(again[0].tensor.equal(whole[0].tensor));
}

}  // namespace
}  // namespace xner::nn
