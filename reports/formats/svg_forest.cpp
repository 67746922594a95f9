// Differences with intervals. See svg.hpp.
#include <algorithm>

#include <fmt/format.h>

#include "reports/formats/svg.hpp"
#include "reports/formats/svg_parts.hpp"

namespace xner::reports {
namespace {

constexpr double kWidth = 640;
constexpr double kLeft = 196;   // of the plot
constexpr double kRight = 450;  // of the plot; numbers stand behind it
constexpr double kTop = 8;
constexpr double kRow = 23;
constexpr std::size_t kNameWidth = 29;

/// Few seeds give intervals that would hide all others: beyond this they end in an arrow.
constexpr double kWidest = 2.5;

Scale scale_of(const ForestPlot& plot) {
  double low = 0, high = 0, farthest = 0;
  for (const auto& row : plot.rows) farthest = std::max(farthest, std::abs(row.difference));
  const double limit = std::max(kWidest * farthest, 1.0);
  for (const auto& row : plot.rows) {
    if (row.heading) continue;
    low = std::min({low, row.difference, std::max(row.low, -limit)});
    high = std::max({high, row.difference, std::min(row.high, limit)});
  }
  return {low, high, kLeft, kRight, 5};
}

std::string description(const ForestPlot& plot) {
  std::string text;
  for (const auto& row : plot.rows)
    text += row.heading ? row.name + ". "
                        : fmt::format("{}: {} [{}, {}]. ", row.name, signed_points(row.difference),
                                      signed_points(row.low), signed_points(row.high));
  return text;
}

void axis(const ForestPlot& plot, const Scale& scale, double bottom, Markup& page) {
  for (const double tick : scale.ticks()) {
    const double x = scale.at(tick);
    svg_line(page, x, kTop, x, bottom, {{"class", "grid"}, {"stroke-width", "1"}});
    svg_text(page, x, bottom + 15, scale.label(tick),
             {{"text-anchor", "middle"}, {"class", "dim"}, {"font-size", "11"}});
  }
  const double zero = scale.at(0);
  svg_line(page, zero, kTop, zero, bottom, {{"stroke", "currentColor"}, {"stroke-width", "1.2"}});
  const double middle = bottom + 31;
  if (zero - kLeft > 60)
    svg_text(page, zero - 8, middle, "← " + shortened_label(plot.left, 30),
             {{"text-anchor", "end"}, {"class", "dim"}, {"font-size", "11"}});
  if (kWidth - zero > 60)
    svg_text(page, zero + 8, middle, shortened_label(plot.right, 30) + " →",
             {{"class", "dim"}, {"font-size", "11"}});
}

/// The interval's line, ended by an arrow where it goes on outside of the plot.
void whisker(const ForestPlot::Row& row, const Scale& scale, double y, Markup& page) {
  const double low = scale.at(row.low), high = scale.at(row.high);
  svg_line(page, low, y, high, y, {{"stroke", "currentColor"}, {"stroke-width", "1.6"}});
  const auto end = [&](double x, bool inside, double direction) {
    const std::string path =
        inside ? fmt::format("M{} {}v8", svg_number(x), svg_number(y - 4))
               : fmt::format("M{} {}l{} 4l{} 4", svg_number(x - 5 * direction), svg_number(y - 4),
                             svg_number(5 * direction), svg_number(-5 * direction));
    page.lone("path",
              {{"d", path}, {"fill", "none"}, {"stroke", "currentColor"}, {"stroke-width", "1.4"}});
  };
  end(low, scale.holds(row.low), -1);
  end(high, scale.holds(row.high), 1);
}

void draw_row(const ForestPlot::Row& row, const Scale& scale, double y, Markup& page) {
  const double base = y + 4;
  if (row.heading) {
    svg_text(page, 0, base, shortened_label(row.name, 60), {{"font-weight", "600"}});
    return;
  }
  page.open("text", {{"x", "10"}, {"y", svg_number(base)}});
  page.leaf("title", row.name).text(shortened_label(row.name, kNameWidth)).close("text");
  page.open("g", {{"class", "c1"}});
  whisker(row, scale, y, page);
  page.lone("circle", {{"cx", svg_number(scale.at(row.difference))},
                       {"cy", svg_number(y)},
                       {"r", "4.5"},
                       {"stroke", "currentColor"},
                       {"stroke-width", "1.6"},
                       {"class", row.stands ? "" : "hollow"},
                       {"fill", row.stands ? "currentColor" : ""}});
  page.close("g");
  svg_text(page, kWidth, base,
           fmt::format("{} [{}, {}]", signed_points(row.difference), signed_points(row.low),
                       signed_points(row.high)),
           {{"text-anchor", "end"}, {"font-weight", row.stands ? "600" : ""}});
  page.line_break();
}

}  // namespace

void write_figure(const ForestPlot& plot, const std::string& id, Markup& page) {
  const Scale scale = scale_of(plot);
  const double bottom = kTop + kRow * static_cast<double>(plot.rows.size()) + 2;
  page.open("figure").leaf("figcaption", plot.title);
  page.open(
      "div",
      {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", plot.title}});
  page.open("div", {{"class", "forest"}});
  open_svg({id, kWidth, bottom + 38, 12.5, plot.title, description(plot)}, page);
  axis(plot, scale, bottom, page);
  double y = kTop + kRow / 2;
  for (const auto& row : plot.rows) {
    draw_row(row, scale, y, page);
    y += kRow;
  }
  page.close("svg").close("div").close("div").close("figure").line_break();
}

}  // namespace xner::reports
