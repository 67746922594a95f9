// Tests of a shift by ranks, exact: for measurements whose noise is one-sided and has long tails,
// as times of programs have (RELIABILITY 5.8). One far outlier moves nothing.
#pragma once

#include <cstddef>
#include <span>

#include "harness/score/resampling.hpp"

namespace xner::score {

/// Up to so many measurements a side: the null distribution is counted out.
inline constexpr std::size_t kMostRanked = 50;

/// Wilcoxon's signed-rank test of pairs measured side by side.
/// @param differences of each pair, one at least, at most `kMostRanked`.
/// @return one-sided p of "they are centred at `shift` or below", small if they lie above it.
/// Differences equal to `shift` are left out (1 if none is left); equal ranks are averaged, and the
/// distribution is that of the averaged ranks. @throws Error{kUsage} for too few or too many.
[[nodiscard]] double signed_rank_above(std::span<const double> differences, double shift);

/// Mann and Whitney's rank-sum test of two independent series, exact in the same way.
/// @return one-sided p of "a is b moved by `shift` or less".
[[nodiscard]] double rank_sum_above(std::span<const double> a, std::span<const double> b,
                                    double shift);

/// Hodges and Lehmann's estimate of a shift, and all shifts that neither one-sided test at level
/// alpha rejects: an interval at level 1 - 2 alpha, infinite where so few measurements exclude
/// nothing.
struct Shift {
  double estimate = 0;
  Interval interval;
};

/// The median of the means of every two differences (each with itself, too).
[[nodiscard]] Shift signed_rank_shift(std::span<const double> differences, double alpha = 0.05);

/// The median of every a_i - b_j.
[[nodiscard]] Shift rank_sum_shift(std::span<const double> a, std::span<const double> b,
                                   double alpha = 0.05);

}  // namespace xner::score
