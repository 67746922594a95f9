// See random.hpp.
#include "harness/base/random.hpp"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace xner {

std::uint64_t derive_seed(std::uint64_t root, std::string_view purpose,
                          std::initializer_list<std::uint64_t> indices) {
  std::uint64_t seed = mix64(root);
  for (const char c : purpose) seed = mix64(seed ^ static_cast<unsigned char>(c));
  seed = mix64(seed ^ purpose.size());
  for (const std::uint64_t index : indices) seed = mix64(seed ^ mix64(index));
  return seed;
}

std::uint64_t RandomStream::below(std::uint64_t bound) noexcept {
  const std::uint64_t rejected = (0 - bound) % bound;  // 2^64 mod bound
  std::uint64_t draw = next();
  while (draw < rejected) draw = next();
  return draw % bound;
}

double RandomStream::normal() noexcept {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::vector<std::int64_t> permutation(std::size_t size, std::uint64_t seed) {
  std::vector<std::int64_t> order(size);
  std::iota(order.begin(), order.end(), 0);
  RandomStream random(seed);
  for (std::size_t i = size; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

}  // namespace xner
