// Several comparisons behind one claim: corrections of p values, means over targets (RELIABILITY
// 5.5).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "harness/score/significance.hpp"

namespace xner::score {

/// Holm's adjusted p values, in the order of the input: each at most 1, never below its p.
/// Rejecting those <= alpha holds the chance of any false claim at alpha, whatever the dependence.
[[nodiscard]] std::vector<double> holm(std::span<const double> p);

/// Benjamini and Hochberg's adjusted p values: the expected share of false ones among those
/// rejected. For screening many configurations only, and to be marked as exploratory.
[[nodiscard]] std::vector<double> benjamini_hochberg(std::span<const double> p);

/// Both arms on one target. Run i is the same seed in all targets of an arm.
struct TargetArms {
  Arm a;
  Arm b;
};

/// The mean difference over targets: means are taken within each seed first, since a model that
/// labels several targets carries its luck to all of them; sentences count as drawn for each
/// target by itself (texts that are translations of each other make this too sure).
/// @throws Error{kUsage} without targets, or if an arm's runs differ in number between targets.
[[nodiscard]] CombinedTest macro_test(std::span<const TargetArms> targets, double alpha = kAlpha);

/// The same (of one target: `combined_test`) with the variance of the sentence bootstrap in place
/// of the closed form: to confirm what is printed as significant. Target i is drawn in stratum
/// `resampling.stratum` + i.
[[nodiscard]] CombinedTest confirmed_test(std::span<const TargetArms> targets,
                                          const Resampling& resampling, double alpha = kAlpha);

/// F1 of each run, averaged over targets. @param side of the arms to take, `&TargetArms::a`.
[[nodiscard]] std::vector<double> macro_scores(std::span<const TargetArms> targets,
                                               Arm TargetArms::*side);

}  // namespace xner::score
