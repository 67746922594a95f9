// Tests of the soft losses of harness/nn/losses.hpp: values worked out by hand, a naive
// implementation, central finite differences in double precision, masks, and no wait for a device.
#include <cmath>
#include <functional>
#include <limits>

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/random.hpp"
#include "harness/nn/losses.hpp"
#include "tests/support/naive_losses.hpp"

namespace xner::nn {
namespace {

using support::Rows;
using testing::HasSubstr;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

at::Tensor doubles(const std::vector<double>& values) { return at::tensor(values, at::kDouble); }

at::Tensor matrix(const Rows& rows) {
  std::vector<double> flat;
  for (const auto& row : rows) flat.insert(flat.end(), row.begin(), row.end());
  const auto words = static_cast<std::int64_t>(rows.size());
  return doubles(flat).view({words, static_cast<std::int64_t>(flat.size()) / words});
}

at::Tensor mask_of(const std::vector<bool>& active) {
  at::Tensor mask = at::zeros({static_cast<std::int64_t>(active.size())}, at::kBool);
  for (std::size_t w = 0; w < active.size(); ++w) mask.data_ptr<bool>()[w] = active[w];
  return mask;
}

// softmax of (0, ln 3) is (1/4, 3/4), of (0, 0) it is (1/2, 1/2).
const Rows kLogits{{0, std::log(3.0)}, {0, 0}, {0, std::log(3.0)}};
const Rows kTargets{{0.5, 0.5}, {1, 0}, {0.25, 0.75}};

TEST(ProbabilityMse, IsTheMeanOverWordsAndClasses) {
  // Word 1: (1/16 + 1/16) / 2 = 1/16. Word 2: (1/4 + 1/4) / 2 = 1/4. Word 3: 0.
  const auto mse = [](const std::vector<bool>& active, std::int64_t normaliser) {
    return probability_mse(matrix(kLogits), matrix(kTargets), mask_of(active), normaliser)
        .item<double>();
  };
  EXPECT_NEAR(mse({true, true, true}, 3), 0.3125 / 3, 1e-15);
  EXPECT_NEAR(mse({true, false, true}, 2), 0.0625 / 2, 1e-15);
  EXPECT_NEAR(mse({true, true, true}, 12), 0.3125 / 12, 1e-15);
}

TEST(SoftKlDivergence, IsTheDivergenceFromStudentToTeacher) {
  // Word 1: 1/2 ln(1/2 / 1/4) + 1/2 ln(1/2 / 3/4) = 1/2 ln(4/3). Word 2: ln 2, with 0 ln 0 = 0.
  const auto kl = [](const std::vector<bool>& active, double temperature) {
    return soft_kl_divergence(matrix(kLogits), matrix(kTargets), mask_of(active), temperature, 1)
        .item<double>();
  };
  EXPECT_NEAR(kl({true, false, false}, 1), 0.5 * std::log(4.0 / 3), 1e-15);
  EXPECT_NEAR(kl({false, true, false}, 1), std::log(2.0), 1e-15);
  EXPECT_NEAR(kl({false, false, true}, 1), 0, 1e-15);
  EXPECT_NEAR(kl({false, false, true}, 3), 0, 1e-14);
  // At T = 2 the student of word 1 is softmax(0, ln 3 / 2) = (1, sqrt 3) / (1 + sqrt 3), the
  // teacher (1/2, 1/2) stays; the factor is T^2 = 4.
  const double root = std::sqrt(3.0);
  EXPECT_NEAR(kl({true, false, false}, 2), 4 * 0.5 * std::log(std::pow(1 + root, 2) / (4 * root)),
              1e-14);
}

TEST(SoftKlDivergence, KeepsTheSizeOfGradientsAtHighTemperature) {
  // Hinton et al. 2015: for large T the gradient goes to (z - mean z - v + mean v) / classes.
  at::Tensor logits = doubles({1, -1, 3}).view({1, 3}).requires_grad_(true);
  const at::Tensor teacher =
      at::tensor(support::naive_softmax({2, 0, -2}), at::kDouble).view({1, 3});
  soft_kl_divergence(logits, teacher, mask_of({true}), 1e4, 1).backward();
  const at::Tensor expected = doubles({0.0 - 2, -2.0 - 0, 2.0 + 2}).view({1, 3}) / 3.0;
  EXPECT_TRUE(logits.grad().allclose(expected, 1e-3)) << logits.grad();
}

TEST(MaskedCrossEntropy, MaskAndLabelBothDecide) {
  const auto loss = [](const std::vector<std::int64_t>& labels, const std::vector<bool>& active) {
    return masked_cross_entropy(matrix(kLogits), at::tensor(labels, at::kLong), mask_of(active), 1)
        .item<double>();
  };
  EXPECT_NEAR(loss({0, 1, 1}, {true, false, false}), std::log(4.0), 1e-15);
  EXPECT_NEAR(loss({0, 1, 1}, {true, true, false}), std::log(8.0), 1e-15);
  EXPECT_NEAR(loss({0, -100, 1}, {true, true, false}), std::log(4.0), 1e-15);
  EXPECT_EQ(loss({0, 1, 1}, {false, false, false}), 0);
}

TEST(AtTemperature, IsTheSoftmaxOfDividedLogits) {
  const std::vector<double> scores{0.3, -2, 1.7, 0};
  const at::Tensor plain = at::tensor(support::naive_softmax(scores), at::kDouble);
  for (const double temperature : {0.5, 1.0, 4.0}) {
    const at::Tensor expected =
        at::tensor(support::naive_softmax(scores, temperature), at::kDouble);
    EXPECT_TRUE(at_temperature(plain, temperature).allclose(expected, 1e-12)) << temperature;
  }
}

TEST(MixProbabilities, WeightsAreShares) {
  const std::vector<at::Tensor> teachers{matrix({{1, 0}, {0.5, 0.5}}),
                                         matrix({{0, 1}, {0.1, 0.9}})};
  const at::Tensor mixed = mix_probabilities(teachers, std::vector<double>{3, 1});
  EXPECT_TRUE(mixed.allclose(matrix({{0.75, 0.25}, {0.4, 0.6}}), 1e-12)) << mixed;
  EXPECT_TRUE(mix_probabilities(teachers, std::vector<double>{0, 2}).equal(teachers[1]));
}

TEST(MixProbabilities, RefusesWeightsThatAreNone) {
  const std::vector<at::Tensor> two{matrix({{1, 0}}), matrix({{0, 1}})};
  const std::vector<at::Tensor> unlike{matrix({{1, 0}}), matrix({{0, 0, 1}})};
  for (const std::vector<double>& weights :
       {std::vector<double>{1}, {0, 0}, {2, -1}, {1, kNaN}, {1, 1, 1}})
    EXPECT_THROW((void)mix_probabilities(two, weights), Error) << testing::PrintToString(weights);
  EXPECT_THROW((void)mix_probabilities({}, {}), Error);
  try {
    (void)mix_probabilities(unlike, std::vector<double>{1, 1});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("found [1, 2] and [1, 3]"));
  }
}

/// Words with random logits and teachers; every third is not active, and its target is NaN.
struct Case {
  Rows logits, targets;
  std::vector<bool> active;
  std::vector<std::int64_t> labels;
};

Case random_case(std::uint64_t seed, std::size_t words, std::size_t classes) {
  Case made;
  RandomStream random(seed);
  for (std::size_t w = 0; w < words; ++w) {
    auto& logits = made.logits.emplace_back();
    auto& scores = made.targets.emplace_back();
    for (std::size_t c = 0; c < classes; ++c) {
      logits.push_back(2 * random.normal());
      scores.push_back(2 * random.normal());
    }
    made.active.push_back(w % 3 != 1);
    made.labels.push_back(w % 4 == 2 ? -100 : static_cast<std::int64_t>(w % classes));
    scores =
        made.active.back() ? support::naive_softmax(scores) : std::vector<double>(classes, kNaN);
  }
  return made;
}

using Loss = std::function<at::Tensor(const at::Tensor& logits)>;

/// Autograd against (f(x + h) - f(x - h)) / 2h, element by element.
void expect_gradients(const at::Tensor& at_point, const Loss& loss) {
  at::Tensor logits = at_point.clone().requires_grad_(true);
  loss(logits).backward();
  constexpr double kStep = 1e-5;
  for (std::int64_t i = 0; i < at_point.numel(); ++i) {
    const auto moved = [&](double step) {
      at::Tensor copy = at_point.clone();
      copy.data_ptr<double>()[i] += step;
      return loss(copy).item<double>();
    };
    const double numeric = (moved(kStep) - moved(-kStep)) / (2 * kStep);
    EXPECT_NEAR(logits.grad().data_ptr<double>()[i], numeric, 1e-9) << "element " << i;
  }
}

class SoftLosses : public testing::TestWithParam<std::uint64_t> {
 protected:
  Case case_ = random_case(GetParam(), 7, 2 + GetParam() % 8);
  at::Tensor logits_ = matrix(case_.logits), targets_ = matrix(case_.targets);
  at::Tensor mask_ = mask_of(case_.active), labels_ = at::tensor(case_.labels, at::kLong);
};

TEST_P(SoftLosses, EqualTheNaiveImplementation) {
  EXPECT_NEAR(probability_mse(logits_, targets_, mask_, 5).item<double>(),
              support::naive_mse(case_.logits, case_.targets, case_.active, 5), 1e-14);
  for (const double temperature : {0.5, 1.0, 3.0})
    EXPECT_NEAR(soft_kl_divergence(logits_, targets_, mask_, temperature, 5).item<double>(),
                support::naive_kl(case_.logits, case_.targets, case_.active, temperature, 5),
                1e-12);
  EXPECT_NEAR(masked_cross_entropy(logits_, labels_, mask_, 5).item<double>(),
              support::naive_cross_entropy(case_.logits, case_.labels, case_.active, 5), 1e-13);
}

TEST_P(SoftLosses, HaveTheGradientsOfFiniteDifferences) {
  expect_gradients(logits_,
                   [&](const at::Tensor& z) { return probability_mse(z, targets_, mask_, 5); });
  expect_gradients(
      logits_, [&](const at::Tensor& z) { return soft_kl_divergence(z, targets_, mask_, 2.5, 5); });
  expect_gradients(logits_,
                   [&](const at::Tensor& z) { return masked_cross_entropy(z, labels_, mask_, 5); });
}

TEST_P(SoftLosses, ThatSelectNothingAreZeroWithoutGradient) {
  const at::Tensor none = at::zeros_like(mask_);
  const at::Tensor unread = at::full({7, logits_.size(1)}, kNaN, at::kDouble);
  for (const Loss& loss :
       {Loss([&](const at::Tensor& z) { return probability_mse(z, unread, none, 0); }),
        Loss([&](const at::Tensor& z) { return soft_kl_divergence(z, unread, none, 2, 0); }),
        Loss([&](const at::Tensor& z) { return masked_cross_entropy(z, labels_, none, 0); })}) {
    at::Tensor logits = logits_.clone().requires_grad_(true);
    const at::Tensor value = loss(logits);
    EXPECT_EQ(value.item<double>(), 0);
    value.backward();
    EXPECT_TRUE(logits.grad().equal(at::zeros_like(logits_)));
  }
}

TEST_P(SoftLosses, PartsOfAStepAddUp) {
  const auto part = [&](std::int64_t from, std::int64_t to) {
    return probability_mse(logits_.slice(0, from, to), targets_.slice(0, from, to),
                           mask_.slice(0, from, to), 5)
        .item<double>();
  };
  EXPECT_NEAR(part(0, 3) + part(3, 7), part(0, 7), 1e-15);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SoftLosses, testing::Values(1, 2, 3, 8));

TEST(SoftLossesOnADevice, NeverAskForAValue) {
  // Tensors on the meta device have shapes and no values: whoever asks for one is refused, as a
  // computation on a GPU would have to wait.
  const auto meta = at::TensorOptions().device(at::kMeta);
  const at::Tensor logits = at::zeros({4, 3}, meta.dtype(at::kFloat)).requires_grad_(true);
  const at::Tensor targets = at::zeros({4, 3}, meta.dtype(at::kFloat));
  const at::Tensor mask = at::ones({4}, meta.dtype(at::kBool));
  const at::Tensor labels = at::zeros({4}, meta.dtype(at::kLong));
  EXPECT_ANY_THROW((void)logits.sum().item<float>());
  for (const at::Tensor& loss :
       {probability_mse(logits, targets, mask, 4), soft_kl_divergence(logits, targets, mask, 2, 4),
        masked_cross_entropy(logits, labels, mask, 4),
        mix_probabilities(std::vector<at::Tensor>{targets, targets}, std::vector<double>{1, 2})
            .sum()}) {
    EXPECT_EQ(loss.dim(), 0);
    EXPECT_EQ(loss.scalar_type(), at::kFloat);
    if (loss.requires_grad()) loss.backward();
  }
}

}  // namespace
}  // namespace xner::nn
