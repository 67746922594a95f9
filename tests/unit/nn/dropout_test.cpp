// Tests of harness/nn/dropout.hpp.
#include "harness/nn/dropout.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include "harness/base/random.hpp"
#include "harness/nn/batch.hpp"
#include "tests/support/naive_dropout.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

constexpr DropoutKey kKey{true, 1234567890123ULL, 17};
constexpr DropoutSite kSite{3, 2};

std::vector<std::uint32_t> random_keys(std::size_t count) {
  RandomStream random(5);
  std::vector<std::uint32_t> keys{0, 1, 0xffffffffU, 0x80000000U};
  while (keys.size() < count) keys.push_back(static_cast<std::uint32_t>(random.next()));
  return keys;
}

at::Tensor as_tensor(const std::vector<std::uint32_t>& keys) {
  return at::tensor(std::vector<std::int64_t>(keys.begin(), keys.end()), at::kLong);
}

at::Tensor mask(const DropoutKey& key, const DropoutSite& site) {
  const at::Tensor tokens = mix_keys(at::arange(40, at::kLong), 99);
  return dropout(at::ones({40, 30}), tokens, key, site, 0.5);
}

TEST(Dropout, KernelIsTheFormula) {
  for (const double p : {0.1, 0.5, 0.999, 1e-9}) {
    const auto keys = random_keys(50);
    const at::Tensor found = dropout_multipliers(as_tensor(keys), 77, p);
    const at::Tensor expected = support::naive_multipliers(keys, 77, p, true).to(at::kFloat);
    EXPECT_TRUE(found.equal(expected)) << "p = " << p;
  }
}

// What a GPU computes: the same formula in 64-bit tensor operations.
TEST(Dropout, KernelEqualsTensorOperations) {
  const at::Tensor keys = as_tensor(random_keys(60));
  const at::Tensor columns = at::arange(129, keys.options()) * 0x9e3779b9LL;
  const at::Tensor draws = mix_keys((keys.unsqueeze(-1) + columns).__and__(0xffffffffLL), 0);
  const auto threshold = static_cast<std::int64_t>(0.3 * 4294967296.0);
  const at::Tensor expected = (draws >= threshold).to(at::kFloat) * static_cast<float>(1.0 / 0.7);
  EXPECT_TRUE(dropout_multipliers(keys, 129, 0.3).equal(expected));
}

TEST(Dropout, MixKeysIsTheHash) {
  const auto keys = random_keys(100);
  const at::Tensor mixed = mix_keys(as_tensor(keys), 0xdeadbeefU);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(mixed[static_cast<std::int64_t>(i)].item<std::int64_t>(),
              support::naive_mix(keys[i] ^ 0xdeadbeefU));
    EXPECT_EQ(mix32(keys[i]), support::naive_mix(keys[i]));
  }
}

TEST(Dropout, IsAFunctionOfItsKeyAlone) {
  EXPECT_TRUE(mask(kKey, kSite).equal(mask(kKey, kSite)));
  for (const DropoutKey& other :
       {DropoutKey{true, 1234567890124ULL, 17}, DropoutKey{true, 1234567890123ULL, 18}})
    EXPECT_FALSE(mask(kKey, kSite).equal(mask(other, kSite)));
  for (const DropoutSite& other : {DropoutSite{3, 3}, DropoutSite{2, 2}})
    EXPECT_FALSE(mask(kKey, kSite).equal(mask(kKey, other)));
}

TEST(Dropout, KeepsTheRightShare) {
  for (const double p : {0.1, 0.5}) {
    const at::Tensor found = dropout_multipliers(as_tensor(random_keys(1000)), 1000, p);
    const at::Tensor kept = found != 0;
    const double n = 1e6;
    EXPECT_NEAR(kept.sum().item<double>() / n, 1 - p, 5 * std::sqrt(p * (1 - p) / n));
    EXPECT_TRUE(found.masked_select(kept).eq(static_cast<float>(1 / (1 - p))).all().item<bool>());
  }
}

// Neighbours of a row, and rows of neighbouring tokens, are dropped independently of each other.
TEST(Dropout, NeighboursAreIndependent) {
  std::vector<std::uint32_t> keys;
  for (std::uint32_t i = 0; i < 1000; ++i) keys.push_back(support::naive_token_key(0, i));
  const at::Tensor dropped = dropout_multipliers(mix_keys(as_tensor(keys), 7), 1000, 0.5) == 0;
  const double tolerance = 5 * std::sqrt(0.25 * 0.75 / 999000.0);
  for (const std::int64_t axis : {0, 1}) {
    const at::Tensor both = dropped.narrow(axis, 0, 999).logical_and(dropped.narrow(axis, 1, 999));
    EXPECT_NEAR(both.sum().item<double>() / 999000.0, 0.25, tolerance) << "axis " << axis;
  }
}

TEST(Dropout, IsTheIdentityWhenInactive) {
  const at::Tensor hidden = at::ones({2, 3}, at::kBFloat16);
  const at::Tensor keys = at::arange(2, at::kLong);
  EXPECT_TRUE(dropout(hidden, keys, {false, 1, 1}, kSite, 0.5).is_same(hidden));
  EXPECT_TRUE(dropout(hidden, keys, kKey, kSite, 0).is_same(hidden));
  EXPECT_EQ(dropout(hidden, keys, kKey, kSite, 0.5).scalar_type(), at::kFloat);
}

TEST(Dropout, TokenKeysDoNotDependOnTheBatchsLayout) {
  const auto sample = support::make_sample({4, 9, 2, 5}, 1);
  const auto items = sample.items();
  const PackedBatch whole = pack(items, at::kCPU);
  std::int64_t begin = 0;
  for (std::size_t row = 0; row < items.size(); ++row) {
    const PackedBatch alone = pack({&items[row], 1}, at::kCPU, static_cast<std::int64_t>(row));
    EXPECT_TRUE(alone.token_keys.equal(whole.token_keys.narrow(0, begin, alone.tokens())));
    for (std::int64_t i = 0; i < alone.tokens(); ++i)
      EXPECT_EQ(alone.token_keys[i].item<std::int64_t>(), support::naive_token_key(row, i));
    begin += alone.tokens();
  }
}

}  // namespace
}  // namespace xner::nn
