// Tests of contrastive_loss of harness/nn/contrastive.hpp: values known by hand, a naive
// computation in double precision, finite differences, and what must not change the loss.
#include "harness/nn/contrastive.hpp"

#include <cmath>
#include <functional>
#include <limits>

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <gmock/gmock.h>

#include "harness/base/random.hpp"
#include "tests/support/counting_allocator.hpp"
#include "tests/support/naive_contrastive.hpp"

namespace xner::nn {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

at::Tensor random_vectors(std::int64_t rows, std::int64_t columns, std::uint64_t seed,
                          double scale = 1) {
  at::Tensor vectors = at::empty({rows, columns}, at::kDouble);
  RandomStream random(seed);
  for (std::int64_t i = 0; i < vectors.numel(); ++i)
    vectors.data_ptr<double>()[i] = scale * random.normal();
  return vectors;
}

at::Tensor ids(const std::vector<std::int64_t>& values) { return at::tensor(values, at::kLong); }

at::Tensor mask_of(const std::vector<bool>& values) {
  at::Tensor mask = at::zeros({static_cast<std::int64_t>(values.size())}, at::kBool);
  for (std::size_t i = 0; i < values.size(); ++i) mask.data_ptr<bool>()[i] = values[i];
  return mask;
}

/// All rows take part.
ContrastRows all_rows(const at::Tensor& classes) {
  const at::Tensor all = at::ones_like(classes, at::kBool);
  return {classes, all, all, {}};
}

double value(const at::Tensor& vectors, const ContrastRows& rows, const ContrastOptions& options) {
  return contrastive_loss(vectors, rows, options).item<double>();
}

at::Tensor gradient(const at::Tensor& at_point, const ContrastRows& rows,
                    const ContrastOptions& options) {
  at::Tensor vectors = at_point.detach().clone().requires_grad_(true);
  contrastive_loss(vectors, rows, options).backward();
  return vectors.grad();
}

// Values that need no computation.
TEST(Contrast, EqualVectorsGiveTheLogarithmOfTheOthers) {
  for (const std::int64_t rows : {2, 3, 10, 200}) {
    const at::Tensor same = random_vectors(1, 5, 3).expand({rows, 5}).contiguous();
    EXPECT_NEAR(value(same, all_rows(at::zeros({rows}, at::kLong)), {}),
                std::log(static_cast<double>(rows - 1)), 1e-12);
    EXPECT_NEAR(value(same.to(at::kFloat), all_rows(at::zeros({rows}, at::kLong)), {}),
                std::log(static_cast<double>(rows - 1)), 1e-5);
  }
}

TEST(Contrast, ALonePairAloneIsExactlyZero) {
  for (const auto type : {at::kFloat, at::kDouble}) {
    const at::Tensor pair = random_vectors(2, 6, 5).to(type);
    EXPECT_EQ(value(pair, all_rows(ids({1, 1})), {}), 0);
    EXPECT_TRUE(gradient(pair, all_rows(ids({1, 1})), {}).equal(at::zeros_like(pair)));
  }
}

TEST(Contrast, PairsOfRandomVectorsAreNearTheLogarithmOfTheOthers) {
  // High dimension: all cosines are almost 0, so that all 2N - 1 others are alike.
  const std::int64_t pairs = 32;
  std::vector<std::int64_t> classes;
  for (std::int64_t i = 0; i < 2 * pairs; ++i) classes.push_back(i % pairs);
  EXPECT_NEAR(value(random_vectors(2 * pairs, 20000, 7), all_rows(ids(classes)), {}),
              std::log(63.0), 0.05);
}

TEST(Contrast, ValuesByHand) {
  // Cosines: 1-2 0, 1-3 1, 2-3 0; t = 1. Anchor 1 has the positive 2: -(0 - ln(1 + e)); anchor 2
  // has 1: -(0 - ln 2); anchor 3 has none.
  const at::Tensor vectors = at::tensor({2.0, 0.0, 0.0, 3.0, 1.0, 0.0}, at::kDouble).view({3, 2});
  const ContrastRows rows = all_rows(ids({5, 5, 9}));
  const double sum = std::log(1 + std::exp(1.0)) + std::log(2.0);
  EXPECT_NEAR(value(vectors, rows, {.temperature = 1}), sum / 2, 1e-14);
  EXPECT_NEAR(value(vectors, rows, {.temperature = 1, .empty_in_mean = true}), sum / 3, 1e-14);
  EXPECT_NEAR(value(vectors, rows, {.temperature = 1, .base_temperature = 0.5}), sum, 1e-14);
  EXPECT_NEAR(value(vectors, rows, {.temperature = 1, .divide_again = true}), sum / 6, 1e-14);
  // Dot products: 0, 2, 0.
  EXPECT_NEAR(value(vectors, rows, {.temperature = 2, .similarity = Similarity::kDot}),
              (std::log(1 + std::exp(1.0)) + std::log(2.0)) / 2, 1e-14);
}

TEST(Contrast, TheMeanOverPositivesIsOutsideTheLogarithm) {
  // One class of three with unlike similarities: a sum inside would give another value.
  const at::Tensor vectors =
      at::tensor({1.0, 0.0, 1.0, 0.0, 0.0, 1.0, -1.0, 0.0}, at::kDouble).view({4, 2});
  const ContrastRows rows{
      ids({1, 1, 1, 2}), mask_of({true, false, false, false}), at::ones({4}, at::kBool), {}};
  const double denominator = std::exp(1.0) + 1 + std::exp(-1.0);
  EXPECT_NEAR(value(vectors, rows, {.temperature = 1}), std::log(denominator) - 0.5, 1e-14);
}

/// Rows of five classes of which one is of a single row; some are no anchor, some no candidate.
struct Case {
  at::Tensor vectors;
  support::NaiveContrast naive;
  ContrastRows rows;
};

Case random_case(std::int64_t size, std::uint64_t seed) {
  Case made{random_vectors(size, 4, seed), {}, {}};
  RandomStream random(seed + 100);
  std::vector<std::int64_t> groups;
  for (std::int64_t i = 0; i < size; ++i) {
    made.naive.classes.push_back(i == 1 ? 7 : static_cast<std::int64_t>(random.below(4)));
    made.naive.anchors.push_back(random.below(4) != 0);
    made.naive.candidates.push_back(random.below(4) != 0);
    groups.push_back(static_cast<std::int64_t>(random.below(3)));
    const auto* row = made.vectors.const_data_ptr<double>() + i * 4;
    made.naive.vectors.emplace_back(row, row + 4);
  }
  made.naive.excluded = [groups](std::size_t i, std::size_t k) { return groups[i] == groups[k]; };
  made.rows = {ids(made.naive.classes),
               mask_of(made.naive.anchors),
               mask_of(made.naive.candidates),
               {{ids(groups), ids(groups)}}};
  return made;
}

class Contrasts : public testing::TestWithParam<std::uint64_t> {
 protected:
  Case case_ = random_case(9 + static_cast<std::int64_t>(GetParam()), GetParam());
};

TEST_P(Contrasts, EqualTheNaiveComputation) {
  for (const bool excludes : {true, false}) {
    if (!excludes) {
      case_.rows.exclusions.clear();
      case_.naive.excluded = {};
    }
    for (const double temperature : {0.1, 1.0}) {
      for (const bool cosine : {true, false}) {
        case_.naive.temperature = temperature;
        case_.naive.cosine = cosine;
        ContrastOptions options{.temperature = temperature,
                                .similarity = cosine ? Similarity::kCosine : Similarity::kDot};
        case_.naive.empty_in_mean = false;
        EXPECT_NEAR(value(case_.vectors, case_.rows, options), naive_contrast(case_.naive), 1e-11);
        options.empty_in_mean = case_.naive.empty_in_mean = true;
        EXPECT_NEAR(value(case_.vectors, case_.rows, options), naive_contrast(case_.naive), 1e-11);
      }
    }
  }
}

TEST_P(Contrasts, HaveTheGradientsOfFiniteDifferences) {
  constexpr double kStep = 1e-6;
  for (const auto similarity : {Similarity::kCosine, Similarity::kDot}) {
    const ContrastOptions options{
        .temperature = 0.4, .similarity = similarity, .base_temperature = 0.07};
    const at::Tensor found = gradient(case_.vectors, case_.rows, options);
    for (std::int64_t i = 0; i < case_.vectors.numel(); ++i) {
      const auto moved = [&](double step) {
        at::Tensor copy = case_.vectors.clone();
        copy.data_ptr<double>()[i] += step;
        return value(copy, case_.rows, options);
      };
      EXPECT_NEAR(found.const_data_ptr<double>()[i], (moved(kStep) - moved(-kStep)) / (2 * kStep),
                  1e-7)
          << "element " << i;
    }
  }
}

TEST_P(Contrasts, DoNotDependOnTheOrderOfRows) {
  const at::Tensor order = ids(permutation(case_.vectors.size(0), 3));
  const ContrastRows moved{case_.rows.classes.index_select(0, order),
                           case_.rows.anchors.index_select(0, order),
                           case_.rows.candidates.index_select(0, order),
                           {{case_.rows.exclusions[0].of_anchor.index_select(0, order),
                             case_.rows.exclusions[0].of_candidate.index_select(0, order)}}};
  const at::Tensor vectors = case_.vectors.index_select(0, order);
  EXPECT_NEAR(value(vectors, moved, {}), value(case_.vectors, case_.rows, {}), 1e-12);
  EXPECT_TRUE(gradient(vectors, moved, {})
                  .allclose(gradient(case_.vectors, case_.rows, {}).index_select(0, order), 1e-10));
}

TEST_P(Contrasts, DoNotReadRowsThatTakeNoPart) {
  const at::Tensor classes = at::cat({case_.rows.classes, case_.rows.classes});
  const at::Tensor none = at::zeros_like(case_.rows.anchors);
  const ContrastRows more{
      classes, at::cat({case_.rows.anchors, none}), at::cat({case_.rows.candidates, none}), {}};
  const at::Tensor vectors = at::cat({case_.vectors, at::zeros_like(case_.vectors) + kNaN});
  case_.rows.exclusions.clear();
  for (const auto similarity : {Similarity::kCosine, Similarity::kDot}) {
    const ContrastOptions options{.similarity = similarity};
    EXPECT_NEAR(value(vectors, more, options), value(case_.vectors, case_.rows, options), 1e-12);
    const auto parts = gradient(vectors, more, options).chunk(2);
    EXPECT_TRUE(parts[0].allclose(gradient(case_.vectors, case_.rows, options), 1e-10));
    EXPECT_TRUE(parts[1].equal(at::zeros_like(parts[1])));
  }
}

TEST_P(Contrasts, CosineIgnoresLengthsAndDotDoesNot) {
  const at::Tensor longer = case_.vectors * 1e3;
  EXPECT_NEAR(value(longer, case_.rows, {}), value(case_.vectors, case_.rows, {}), 1e-11);
  EXPECT_GT(value(longer, case_.rows, {.similarity = Similarity::kDot}),
            value(case_.vectors, case_.rows, {.similarity = Similarity::kDot}) + 1);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Contrasts, testing::Values(1, 2, 3, 8));

TEST(Contrast, NoTermAtAllIsZeroWithoutGradient) {
  const at::Tensor vectors = random_vectors(4, 3, 1);
  const at::Tensor none = at::zeros({4}, at::kBool), all = at::ones({4}, at::kBool);
  for (const ContrastRows& rows :
       {all_rows(ids({1, 2, 3, 4})), ContrastRows{ids({1, 1, 1, 1}), none, all, {}},
        ContrastRows{ids({1, 1, 1, 1}), all, none, {}},
        ContrastRows{ids({1, 1, 1, 1}), none, none, {}}}) {
    for (const bool empty : {false, true}) {
      EXPECT_EQ(value(vectors, rows, {.empty_in_mean = empty}), 0);
      EXPECT_TRUE(gradient(vectors, rows, {.empty_in_mean = empty}).equal(at::zeros_like(vectors)));
    }
  }
  const at::Tensor no_rows = at::zeros({0, 3}, at::kDouble);
  EXPECT_EQ(value(no_rows, all_rows(at::zeros({0}, at::kLong)), {}), 0);
  EXPECT_EQ(value(vectors.narrow(0, 0, 1), all_rows(ids({1})), {}), 0);
}

TEST(Contrast, IsFiniteWhereExponentialsAreNot) {
  // Dot products of 1e4 and more at t = 0.1: exp overflows, softmax is one-hot.
  const at::Tensor vectors = random_vectors(12, 3, 4, 300).to(at::kFloat);
  const ContrastRows rows = all_rows(ids({0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2}));
  const ContrastOptions options{.similarity = Similarity::kDot};
  EXPECT_TRUE(std::isfinite(value(vectors, rows, options)));
  EXPECT_TRUE(gradient(vectors, rows, options).isfinite().all().item<bool>());
  at::Tensor with_zero = random_vectors(12, 3, 4);
  with_zero.select(0, 2).zero_();
  EXPECT_TRUE(std::isfinite(value(with_zero, rows, {})));
  const at::Tensor slope = gradient(with_zero, rows, {});
  EXPECT_TRUE(slope.isfinite().all().item<bool>());
  EXPECT_TRUE(slope.select(0, 2).equal(at::zeros({3}, at::kDouble)));
}

TEST(Contrast, SimilaritiesAreFloat32UnderBfloat16) {
  const at::Tensor exact = random_vectors(40, 16, 9).to(at::kBFloat16).to(at::kDouble);
  std::vector<std::int64_t> classes;
  for (std::int64_t i = 0; i < 40; ++i) classes.push_back(i % 7);
  const ContrastRows rows = all_rows(ids(classes));
  const at::Tensor narrow = contrastive_loss(exact.to(at::kBFloat16), rows, {});
  EXPECT_EQ(narrow.scalar_type(), at::kFloat);
  EXPECT_NEAR(narrow.item<double>(), value(exact, rows, {}), 2e-5);
  EXPECT_EQ(gradient(exact.to(at::kBFloat16), rows, {}).scalar_type(), at::kBFloat16);
}

TEST(Contrast, BlocksGiveWhatTheWholeMatrixGives) {
  // Above the size at which anchors are divided, and no multiple of it.
  const std::int64_t size = 1501;
  const at::Tensor vectors = random_vectors(size, 8, 11);
  std::vector<std::int64_t> numbers;
  RandomStream random(5);
  for (std::int64_t i = 0; i < size; ++i)
    numbers.push_back(i == 700 ? 99 : static_cast<std::int64_t>(random.below(9)));
  const at::Tensor classes = ids(numbers);
  at::Tensor whole = vectors.clone().requires_grad_(true);
  const at::Tensor expected = support::full_matrix_contrast(whole, classes, 0.1);
  expected.backward();
  EXPECT_NEAR(value(vectors, all_rows(classes), {}), expected.item<double>(), 1e-10);
  EXPECT_TRUE(gradient(vectors, all_rows(classes), {}).allclose(whole.grad(), 1e-8, 1e-14));
}

TEST(Contrast, MemoryGrowsWithRowsAndNotWithTheirSquare) {
  auto& allocator = support::CountingAllocator::instance();
  const auto peak = [&](std::int64_t size) {
    at::Tensor vectors = random_vectors(size, 4, 3).to(at::kFloat).requires_grad_(true);
    const ContrastRows rows = all_rows(at::zeros({size}, at::kLong));
    allocator.restart();
    const std::int64_t before = allocator.live();
    contrastive_loss(vectors, rows, {}).backward();
    return allocator.peak_since(before);
  };
  const std::int64_t few = peak(2000), many = peak(8000);
  EXPECT_LT(many, few * 3 / 2);                 // blocks are what counts, and they do not grow
  EXPECT_LT(many, 8000 * 8000 * 4 / 8) << few;  // the matrix itself has 256 MB
}

}  // namespace
}  // namespace xner::nn
