// See dropout.hpp.
#include "harness/nn/dropout.hpp"

#include <algorithm>

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>

#include "harness/base/random.hpp"

namespace xner::nn {
namespace {

constexpr std::int64_t kLow32 = 0xffffffffLL;

/// mix32 in 64-bit tensor operations: products may wrap, their low 32 bits are right all the same.
at::Tensor mix32_tensor(at::Tensor x) {
  x = ((x ^ x.__rshift__(16)) * 0x7feb352dLL).__and__(kLow32);
  x = ((x ^ x.__rshift__(15)) * 0x846ca68bLL).__and__(kLow32);
  return x ^ x.__rshift__(16);
}

std::uint32_t threshold_of(double probability) {
  return static_cast<std::uint32_t>(std::min(probability * 4294967296.0, 4294967295.0));
}

}  // namespace

std::uint32_t site_key(const DropoutKey& key, const DropoutSite& site) noexcept {
  const std::uint64_t place = (static_cast<std::uint64_t>(site.layer) << 32) | site.place;
  return static_cast<std::uint32_t>(mix64(mix64(key.seed ^ mix64(key.step)) ^ place) >> 32);
}

at::Tensor mix_keys(const at::Tensor& keys, std::uint32_t constant) {
  return mix32_tensor(keys ^ static_cast<std::int64_t>(constant));
}

at::Tensor dropout_multipliers(const at::Tensor& row_keys, std::int64_t columns,
                               double probability) {
  const std::uint32_t threshold = threshold_of(probability);
  const auto scale = static_cast<float>(1.0 / (1.0 - probability));
  auto shape = row_keys.sizes().vec();
  shape.push_back(columns);
  if (!row_keys.is_cpu()) {
    const at::Tensor column = at::arange(columns, row_keys.options()) * 0x9e3779b9LL;
    const at::Tensor draws = mix32_tensor((row_keys.unsqueeze(-1) + column).__and__(kLow32));
    return (draws >= static_cast<std::int64_t>(threshold)).to(at::kFloat) * scale;
  }
  const at::Tensor keys = row_keys.contiguous();
  at::Tensor out = at::empty(shape, keys.options().dtype(at::kFloat));
  const auto* key_data = keys.const_data_ptr<std::int64_t>();
  auto* out_data = out.mutable_data_ptr<float>();
  const std::int64_t grain = std::max<std::int64_t>(1, 65536 / std::max<std::int64_t>(columns, 1));
  at::parallel_for(0, keys.numel(), grain, [&](std::int64_t begin, std::int64_t end) {
    detail::fill_multipliers(out_data + begin * columns, key_data + begin, end - begin, columns,
                             threshold, scale);
  });
  return out;
}

at::Tensor dropout(const at::Tensor& hidden, const at::Tensor& token_keys, const DropoutKey& key,
                   const DropoutSite& site, double probability) {
  if (!key.active || probability <= 0) return hidden;
  return hidden * dropout_multipliers(mix_keys(token_keys, site_key(key, site)), hidden.size(-1),
                                      probability);
}

}  // namespace xner::nn
