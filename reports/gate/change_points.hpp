// Where a series of scores changes its level: which publication, so which commit, brought a step.
// E-divisive with Student's t (RELIABILITY 5.8): a series is split where the parts are farthest
// apart, the parts are split again, and steps that the t test of their neighbours does not carry
// are taken back.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace xner::reports {

struct ChangeSetting {
  double p = 0.001;      ///< of the t test between neighbouring levels, at most
  double magnitude = 0;  ///< of the step, at least, in the series' unit
};

struct ChangePoint {
  std::size_t at = 0;            ///< the first value of the new level
  double before = 0, after = 0;  ///< means of the levels on both sides
  double p = 1;
};

/// In their order. Values count as independent; two levels without any spread are apart for
/// certain, so declare a magnitude. Quadratic in the length of the series.
[[nodiscard]] std::vector<ChangePoint> change_points(std::span<const double> series,
                                                     const ChangeSetting& setting = {});

}  // namespace xner::reports
