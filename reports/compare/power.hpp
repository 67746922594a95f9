// What a design can see: the smallest true difference in F1 that a t test over seeds finds with a
// given probability.
#pragma once

#include <cstdint>
#include <optional>

namespace xner::reports {

/// Standard deviation of F1 over seeds, in points, that is assumed before anything was run: about
/// what fine-tuned encoders show on test sets of some thousand sentences.
inline constexpr double kPriorSeedDeviation = 0.8;
inline constexpr double kPower = 0.8;
inline constexpr double kAlpha = 0.05;

/// Smallest difference of two means, in units of the standard deviation of one run, that a
/// two-sided t test of two independent groups of `seeds` runs finds with probability `kPower`:
/// exact by the noncentral t distribution with 2 (seeds - 1) degrees of freedom.
/// @param comparisons the level is kAlpha / comparisons: Holm's first step.
/// @returns nothing for fewer than two seeds: then there is no estimate of the spread.
[[nodiscard]] std::optional<double> detectable_difference(std::int64_t seeds,
                                                          std::int64_t comparisons = 1);

}  // namespace xner::reports
