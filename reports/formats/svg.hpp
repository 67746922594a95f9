// Plots as SVG inside of HTML: text in the colour of the page, lines in the classes c1 to c8 of its
// style sheet, a title and a description for who cannot see them.
#pragma once

#include "reports/formats/markup.hpp"
#include "reports/formats/plots.hpp"

namespace xner::reports {

/// A figure each. @param id begins the ids of its elements: ASCII letters and digits, one of its
/// own in the page.
void write_figure(const ForestPlot& plot, const std::string& id, Markup& page);
void write_figure(const LinePlot& plot, const std::string& id, Markup& page);

}  // namespace xner::reports
