// Resampling tests as their definitions say, slowly: what the fast ones are compared with.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "harness/score/resampling.hpp"

namespace xner::test {

/// Mean over runs of F1 of the sentences drawn, each as often as it is in the list.
[[nodiscard]] double naive_mean_f1(score::Arm arm, const std::vector<std::size_t>& drawn);

/// Every resample of n sentences, n^n of them: d_b in any order. n up to 6.
[[nodiscard]] std::vector<double> every_bootstrap(score::Arm a, score::Arm b);

/// The share of all 2^n swaps with |d*| >= |d|, counts summed over runs; arms of equal numbers of
/// runs, n up to 20.
[[nodiscard]] double every_swap_p(score::Arm a, score::Arm b);

/// `resamples` differences with std::mt19937_64, gathering sentence by sentence.
[[nodiscard]] std::vector<double> naive_bootstrap(score::Arm a, score::Arm b,
                                                  std::int64_t resamples, std::uint64_t seed);

/// p of `resamples` random swaps with std::mt19937_64.
[[nodiscard]] double naive_randomization(score::Arm a, score::Arm b, std::int64_t resamples,
                                         std::uint64_t seed);

}  // namespace xner::test
