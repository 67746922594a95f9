// The differences of a report as tables and as a plot.
#pragma once

#include "reports/formats/plots.hpp"
#include "reports/formats/table.hpp"
#include "reports/report/differences.hpp"

namespace xner::reports {

/// A row a method but the reference, a column a target, and the mean; no rows without differences.
[[nodiscard]] Table difference_table(const Summary& summary, const Differences& found);

/// Every one of them with interval, p before and after correction, and seeds.
[[nodiscard]] Table difference_details(const Summary& summary, const Differences& found);

/// The means over targets, or the one target; a heading a source. Without rows if there is none.
[[nodiscard]] ForestPlot forest_plot(const Summary& summary, const Differences& found);

/// Whether all rows are of the reference's method: then a difference is what a component is worth.
[[nodiscard]] bool are_ablations(const Summary& summary, const Differences& found);

}  // namespace xner::reports
