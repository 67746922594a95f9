// Mean and spread over seeds.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace xner::reports {

/// Mean and sample standard deviation (n - 1) of the defined values.
struct Statistics {
  std::int64_t n = 0;
  double mean = 0;                  ///< of nothing: 0 with n = 0
  std::optional<double> deviation;  ///< from two values on
};
[[nodiscard]] Statistics statistics(const std::vector<double>& values);

}  // namespace xner::reports
