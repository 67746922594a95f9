// See power.hpp.
#include "reports/compare/power.hpp"

#include <algorithm>
#include <cmath>

#include "harness/score/significance.hpp"

namespace xner::reports {

std::optional<double> detectable_difference(std::int64_t seeds, std::int64_t comparisons) {
  if (seeds < 2) return std::nullopt;
  const auto n = static_cast<double>(seeds);
  const double level = kAlpha / static_cast<double>(std::max<std::int64_t>(comparisons, 1));
  return score::detectable_shift(2 * (n - 1), level, kPower) * std::sqrt(2 / n);
}

}  // namespace xner::reports
