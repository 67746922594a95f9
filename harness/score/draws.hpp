// Random draws, percentiles and p values of the resampling tests. Used in this folder only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "harness/base/random.hpp"
#include "harness/score/resampling.hpp"

namespace xner::score {

/// Differences that are equal but for rounding count as equal.
inline constexpr double kRounding = 1e-12;

/// The draws of one resample: splitmix64's sequence from a seed of their own.
class Draws {
 public:
  Draws(const Resampling& resampling, std::string_view purpose, std::int64_t resample)
      : state_(derive_seed(resampling.seed, purpose,
                           {resampling.stratum, static_cast<std::uint64_t>(resample)})) {}

  [[nodiscard]] std::uint64_t bits() noexcept {
    const std::uint64_t drawn = mix64(state_);
    state_ += 0x9e3779b97f4a7c15ULL;
    return drawn;
  }

 private:
  std::uint64_t state_;
};

/// 32 random bits to [0, bound); uneven by bound / 2^32 at most.
[[nodiscard]] inline std::size_t scaled(std::uint64_t bits, std::uint64_t bound) noexcept {
  return static_cast<std::size_t>(((bits & 0xFFFFFFFFULL) * bound) >> 32);
}

/// Linear between the order statistics, as NumPy's and R's default.
[[nodiscard]] inline Interval percentiles(std::vector<double> values, double alpha) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double level) {
    const double place = level * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const std::size_t high = std::min(low + 1, values.size() - 1);
    return values[low] + (place - static_cast<double>(low)) * (values[high] - values[low]);
  };
  return {at(alpha / 2), at(1 - alpha / 2)};
}

/// A p value that is never 0: the observed order counts as one of the resamples.
[[nodiscard]] inline double share_at_least(std::int64_t as_large, std::int64_t resamples) {
  return static_cast<double>(1 + as_large) / static_cast<double>(resamples + 1);
}

/// @throws Error{kUsage} if an arm has no run, its first run no sentence, if runs differ in their
/// number of sentences, or if there are fewer than 2 resamples.
void check_resampling(std::span<const Arm> arms, const Resampling& resampling);

}  // namespace xner::score
