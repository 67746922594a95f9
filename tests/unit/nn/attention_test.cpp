// Tests of harness/nn/attention.hpp against attention of one sequence after another in float64.
#include "harness/nn/attention.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <gtest/gtest.h>

#include "harness/nn/initialise.hpp"
#include "tests/support/naive_bert.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

constexpr std::int64_t kHidden = 24;

struct Case {
  const char* name;
  std::vector<std::int32_t> words;
  double dropout;
};

class Attention : public ::testing::TestWithParam<Case> {
 protected:
  Attention()
      : sample_(support::make_sample(GetParam().words, 3)),
        batch_(pack(sample_.items(), at::kCPU)),
        qkv_(normal_tensor({batch_.tokens(), 3 * kHidden}, 1.0, 4, "qkv").requires_grad_(true)),
        weights_(normal_tensor({batch_.tokens(), kHidden}, 1.0, 5, "weights")) {}

  [[nodiscard]] AttentionOptions options() const {
    return {4, GetParam().dropout, {true, 77, 5}, {2, 1}};
  }
  [[nodiscard]] at::Tensor reference(const at::Tensor& qkv) const {
    std::vector<at::Tensor> outputs;
    std::int64_t begin = 0;
    for (std::size_t row = 0; row < sample_.windows.windows.size(); ++row) {
      const auto length = static_cast<std::int64_t>(sample_.windows.windows[row].pieces.size());
      outputs.push_back(support::naive_attention(qkv.narrow(0, begin, length),
                                                 static_cast<std::int64_t>(row), options()));
      begin += length;
    }
    return at::cat(outputs);
  }
  /// Gradient of a weighted sum of the outputs.
  [[nodiscard]] at::Tensor gradient_of(const at::Tensor& output) {
    qkv_.mutable_grad().reset();
    (output * weights_).sum().backward();
    return qkv_.grad().clone();
  }

  support::Sample sample_;
  PackedBatch batch_;
  at::Tensor qkv_, weights_;
};

TEST_P(Attention, EqualsTheReference) {
  const at::Tensor expected = reference(qkv_.to(at::kDouble));
  const at::Tensor found = packed_attention(qkv_, batch_, options());
  EXPECT_EQ(found.sizes(), expected.sizes());
  EXPECT_EQ(found.scalar_type(), at::kFloat);
  EXPECT_LT(support::relative_difference(found, expected), 1e-6);
}

TEST_P(Attention, GradientsEqualTheReference) {
  const at::Tensor expected = gradient_of(reference(qkv_.to(at::kDouble)));
  const at::Tensor found = gradient_of(packed_attention(qkv_, batch_, options()));
  EXPECT_LT(support::relative_difference(found, expected), 2e-6);
}

TEST_P(Attention, BFloat16StaysNear) {
  const at::Tensor expected = reference(qkv_.to(at::kDouble));
  const at::Tensor found = packed_attention(qkv_.to(at::kBFloat16), batch_, options());
  EXPECT_EQ(found.scalar_type(), at::kBFloat16);
  EXPECT_LT(support::relative_difference(found, expected), 0.02);
}

INSTANTIATE_TEST_SUITE_P(Layouts, Attention,
                         ::testing::Values(Case{"mixed", {5, 1, 9, 3}, 0},
                                           Case{"mixed_dropout", {5, 1, 9, 3}, 0.3},
                                           Case{"single", {6}, 0.3},
                                           Case{"three_groups", {3, 30, 1, 14, 31, 2}, 0.3},
                                           Case{"two_groups_of_one_length", {2, 20, 2, 20}, 0},
                                           Case{"longest_last", {1, 2, 12}, 0.1}),
                         [](const auto& test) { return std::string(test.param.name); });

// No place is padding: the layout of the tokens is not changed at all.
TEST(AttentionOfEqualLengths, EqualsTheReference) {
  const auto sample = support::make_sample({4}, 8);
  auto item = sample.items().front();
  const std::vector<BatchItem> items(3, item);
  const PackedBatch batch = pack(items, at::kCPU);
  ASSERT_TRUE(batch.equal_lengths);
  const AttentionOptions options{4, 0.3, {true, 77, 5}, {2, 1}};
  at::Tensor qkv = normal_tensor({batch.tokens(), 3 * kHidden}, 1.0, 4, "qkv").requires_grad_(true);
  std::vector<at::Tensor> outputs;
  for (std::int64_t row = 0; row < 3; ++row)
    outputs.push_back(support::naive_attention(
        qkv.to(at::kDouble).narrow(0, row * batch.longest, batch.longest), row, options));
  const at::Tensor expected = at::cat(outputs);
  const at::Tensor found = packed_attention(qkv, batch, options);
  EXPECT_LT(support::relative_difference(found, expected), 1e-6);
  expected.square().sum().backward();
  const at::Tensor gradient = qkv.grad().clone();
  qkv.mutable_grad().reset();
  found.square().sum().backward();
  EXPECT_LT(support::relative_difference(qkv.grad(), gradient), 2e-6);
}

}  // namespace
}  // namespace xner::nn
