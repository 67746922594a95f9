// See power.hpp.
#include "reports/power.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace xner::reports {
namespace {

/// Probability that |t| exceeds the critical value when the true difference is `shift` standard
/// errors. The other tail counts, too.
double power_at(double shift, double freedom, double critical) {
  const boost::math::non_central_t distribution(freedom, shift);
  return cdf(complement(distribution, critical)) + cdf(distribution, -critical);
}

}  // namespace

std::optional<double> detectable_difference(std::int64_t seeds, std::int64_t comparisons) {
  if (seeds < 2) return std::nullopt;
  const auto n = static_cast<double>(seeds);
  const double freedom = 2 * (n - 1);
  const double level = kAlpha / static_cast<double>(std::max<std::int64_t>(comparisons, 1));
  const boost::math::students_t null(freedom);
  const double critical = quantile(complement(null, level / 2));
  double low = 0, high = critical + 1;
  while (power_at(high, freedom, critical) < kPower) high *= 2;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (power_at(middle, freedom, critical) < kPower ? low : high) = middle;
  }
  return high * std::sqrt(2 / n);
}

}  // namespace xner::reports
