// What plots are made of: scales, lines, labels. For svg_forest.cpp and svg_lines.cpp alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "reports/formats/markup.hpp"

namespace xner::reports {

/// Values to places, widened to whole ticks; values outside of it are drawn at its end.
class Scale {
 public:
  /// @param ticks about so many steps.
  Scale(double low, double high, double begin, double end, int ticks);
  [[nodiscard]] double at(double value) const;
  [[nodiscard]] std::vector<double> ticks() const;
  [[nodiscard]] std::string label(double tick) const;
  [[nodiscard]] bool holds(double value) const { return value >= low_ && value <= high_; }

 private:
  double low_ = 0, high_ = 1, step_ = 1, begin_ = 0, end_ = 1;
};

/// "+1.25", "−0.30", "0.00"
[[nodiscard]] std::string signed_points(double value);

/// At most `width` columns, the rest as "…".
[[nodiscard]] std::string shortened_label(const std::string& text, std::size_t width);

struct Drawing {
  std::string id;
  double width = 0;
  double height = 0;
  double font = 12;
  std::string title;
  std::string description;
};

/// <svg> with title and description; the caller closes it.
void open_svg(const Drawing& drawing, Markup& page);
void svg_line(Markup& page, double x1, double y1, double x2, double y2, const Attributes& more);
void svg_text(Markup& page, double x, double y, std::string_view text, const Attributes& more = {});

}  // namespace xner::reports
