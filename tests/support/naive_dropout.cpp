// See naive_dropout.hpp.
#include "tests/support/naive_dropout.hpp"

#include <ATen/ops/ones.h>

namespace xner::support {
namespace {

constexpr std::uint64_t kLow32 = 0xffffffffULL;

/// splitmix64's finaliser, as harness/base/random.hpp documents it.
std::uint64_t mix_wide(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace

std::uint32_t naive_mix(std::uint64_t x) {
  x = ((x ^ (x >> 16)) * 0x7feb352dULL) & kLow32;
  x = ((x ^ (x >> 15)) * 0x846ca68bULL) & kLow32;
  return static_cast<std::uint32_t>(x ^ (x >> 16));
}

std::uint32_t naive_token_key(std::uint64_t row, std::uint64_t position) {
  return naive_mix(naive_mix((row + 1) & kLow32) ^ position);
}

std::uint32_t naive_row_key(std::uint32_t token_key, const nn::DropoutKey& key,
                            const nn::DropoutSite& site) {
  const std::uint64_t place = (std::uint64_t{site.layer} << 32) + site.place;
  const std::uint64_t run = mix_wide(key.seed ^ mix_wide(key.step));
  return naive_mix(token_key ^ (mix_wide(run ^ place) >> 32));
}

std::uint32_t naive_attention_row_key(std::uint32_t token_key, const nn::DropoutKey& key,
                                      const nn::DropoutSite& site, std::uint64_t head) {
  const std::uint64_t query = naive_row_key(token_key, key, site);
  return naive_mix(query ^ ((head * 0x85ebca6bULL) & kLow32) ^ 0x2545f491ULL);
}

at::Tensor naive_multipliers(const std::vector<std::uint32_t>& row_keys, std::int64_t columns,
                             double probability, bool active) {
  const auto rows = static_cast<std::int64_t>(row_keys.size());
  at::Tensor multipliers = at::ones({rows, columns}, at::kDouble);
  if (!active || probability <= 0) return multipliers;
  auto* out = multipliers.mutable_data_ptr<double>();
  for (const std::uint32_t key : row_keys)
    for (std::int64_t column = 0; column < columns; ++column) {
      const std::uint64_t step = (static_cast<std::uint64_t>(column) * 0x9e3779b9ULL) & kLow32;
      const double draw = naive_mix((key + step) & kLow32) / 4294967296.0;
      // The threshold is p * 2^32 without its fraction.
      const double threshold =
          static_cast<std::uint32_t>(probability * 4294967296.0) / 4294967296.0;
      *out++ = draw < threshold ? 0.0 : 1.0 / (1.0 - probability);
    }
  return multipliers;
}

}  // namespace xner::support
