// See statistics.hpp.
#include "reports/runs/statistics.hpp"

#include <cmath>
#include <numeric>

namespace xner::reports {

Statistics statistics(const std::vector<double>& values) {
  Statistics result;
  result.n = static_cast<std::int64_t>(values.size());
  if (values.empty()) return result;
  const auto n = static_cast<double>(values.size());
  result.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  if (values.size() < 2) return result;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.deviation = std::sqrt(squares / (n - 1));
  return result;
}

}  // namespace xner::reports
