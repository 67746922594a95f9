// Randomness as a pure function: every draw depends on (root seed, purpose, indices), never on a
// generator's state.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace xner {

/// Mixes 64 bits (splitmix64's finaliser; Steele, Lea and Flood, OOPSLA 2014).
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t x) noexcept {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// The seed for one purpose ("init", "order", "dropout", "sample", ...) and its indices, from one
/// root seed.
[[nodiscard]] std::uint64_t derive_seed(std::uint64_t root, std::string_view purpose,
                                        std::initializer_list<std::uint64_t> indices = {});

/// A counter-based stream: the i-th draw is mix64(seed, i), so equal seeds give equal draws
/// everywhere.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed) : seed_(seed) {}
  [[nodiscard]] std::uint64_t next() noexcept { return mix64(seed_ ^ mix64(counter_++)); }
  /// Uniform in [0, bound), bound > 0, without modulo bias.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) noexcept;
  /// Uniform in [0, 1) with 53 bits.
  [[nodiscard]] double uniform() noexcept { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  /// Standard normal (Box and Muller).
  [[nodiscard]] double normal() noexcept;

 private:
  std::uint64_t seed_;
  std::uint64_t counter_ = 0;
};

/// The numbers 0 .. size-1 in random order (Fisher and Yates).
[[nodiscard]] std::vector<std::int64_t> permutation(std::size_t size, std::uint64_t seed);

}  // namespace xner
