// The plots of a report.
#pragma once

#include <vector>

#include "reports/formats/plots.hpp"
#include "reports/runs/summary.hpp"

namespace xner::reports {

/// F1 against the size of the training sample, a plot a source: the mean over targets and each
/// target. None where there is one size, or more methods than a reader can tell apart.
[[nodiscard]] std::vector<LinePlot> size_plots(const Summary& summary);

}  // namespace xner::reports
