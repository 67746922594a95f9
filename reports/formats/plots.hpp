// The plots of a report, as data. Their numbers stand in tables, too.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace xner::reports {

/// Differences with their intervals around a line at 0, in points.
struct ForestPlot {
  struct Row {
    std::string name;
    double difference = 0;
    double low = 0;
    double high = 0;
    bool stands = false;   ///< drawn full; else hollow
    bool heading = false;  ///< a name over the rows below it, no difference
  };
  std::string title;
  std::string left;   ///< what lies left of 0: "below ConCNER"
  std::string right;  ///< and right of it
  std::vector<Row> rows;
};

/// F1 in percent against the size of the training sample, a panel a target.
struct LinePlot {
  struct Point {
    std::size_t at = 0;  ///< place in `sizes`
    double mean = 0;
    std::optional<double> deviation{};
  };
  struct Line {
    std::string name;
    std::vector<Point> points;  ///< by place
  };
  struct Panel {
    std::string title;
    std::vector<Line> lines;  ///< line i is the same method in all panels; may be without points
  };
  std::string title;
  std::string x_title;
  std::vector<std::string> sizes;  ///< "50", "100", ..., "full"
  std::vector<Panel> panels;
};

}  // namespace xner::reports
