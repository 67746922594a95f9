// F1 against size, a panel a target. See svg.hpp.
#include <algorithm>

#include <fmt/format.h>

#include "reports/formats/svg.hpp"
#include "reports/formats/svg_parts.hpp"

namespace xner::reports {
namespace {

constexpr double kWidth = 300, kHeight = 250;
constexpr double kLeft = 34, kRight = 290, kTop = 26, kBottom = 210;
constexpr std::size_t kColours = 8;

std::string colour(std::size_t line) { return fmt::format("c{}", line % kColours + 1); }

/// Lines beyond the colours are dashed.
std::string dashes(std::size_t line) {
  static constexpr const char* kDashes[] = {"", "5 3", "2 2"};
  return kDashes[line / kColours % 3];
}

/// A shape of its own for each line, for who does not see colours.
void mark(std::size_t line, double x, double y, Markup& page) {
  constexpr double r = 3.4;
  const auto path = [&](const std::string& d) {
    page.lone("path", {{"d", d}, {"fill", "currentColor"}});
  };
  const std::string at = fmt::format("M{} {}", svg_number(x), svg_number(y));
  switch (line % 4) {
    case 0:
      page.lone("circle", {{"cx", svg_number(x)},
                           {"cy", svg_number(y)},
                           {"r", svg_number(r)},
                           {"fill", "currentColor"}});
      return;
    case 1:
      return path(at + "m-3.2 -3.2h6.4v6.4h-6.4z");
    case 2:
      return path(at + "m0 -4.4l4 7h-8z");
    default:
      return path(at + "m0 -4.6l4.2 4.6l-4.2 4.6l-4.2 -4.6z");
  }
}

struct Range {
  double low = 100;
  double high = 0;
};

Range range_of(const LinePlot& plot) {
  Range range;
  for (const auto& panel : plot.panels)
    for (const auto& line : panel.lines)
      for (const auto& point : line.points) {
        const double spread = point.deviation.value_or(0);
        range.low = std::min(range.low, std::max(point.mean - spread, 0.0));
        range.high = std::max(range.high, std::min(point.mean + spread, 100.0));
      }
  return range.low > range.high ? Range{0, 100} : range;
}

std::string description(const LinePlot& plot, const LinePlot::Panel& panel) {
  std::string text;
  for (const auto& line : panel.lines) {
    if (line.points.empty()) continue;
    text += line.name + ":";
    for (const auto& point : line.points)
      text += fmt::format(" {:.2f} at {},", point.mean, plot.sizes[point.at]);
    text.back() = '.';
    text += ' ';
  }
  return text;
}

double place(const LinePlot& plot, std::size_t at) {
  constexpr double kInset = 26;
  if (plot.sizes.size() < 2) return (kLeft + kRight) / 2;
  return kLeft + kInset +
         static_cast<double>(at) * (kRight - kLeft - 2 * kInset) /
             static_cast<double>(plot.sizes.size() - 1);
}

void axes(const LinePlot& plot, const Scale& scale, Markup& page) {
  for (const double tick : scale.ticks()) {
    const double y = scale.at(tick);
    svg_line(page, kLeft, y, kRight, y, {{"class", "grid"}, {"stroke-width", "1"}});
    svg_text(page, kLeft - 6, y + 4, scale.label(tick),
             {{"text-anchor", "end"}, {"class", "dim"}, {"font-size", "11"}});
  }
  for (std::size_t i = 0; i < plot.sizes.size(); ++i)
    svg_text(page, place(plot, i), kBottom + 17, plot.sizes[i],
             {{"text-anchor", "middle"}, {"class", "dim"}, {"font-size", "11"}});
  svg_text(page, (kLeft + kRight) / 2, kBottom + 34, plot.x_title,
           {{"text-anchor", "middle"}, {"class", "dim"}, {"font-size", "11"}});
}

/// @param shift keeps the deviations of several lines apart.
void draw_line(const LinePlot& plot, const LinePlot::Line& line, std::size_t number, double shift,
               const Scale& scale, Markup& page) {
  if (line.points.empty()) return;
  page.open("g", {{"class", colour(number)}}).leaf("title", line.name);
  std::string path;
  for (const auto& point : line.points)
    path +=
        fmt::format("{}{} {}", path.empty() ? "M" : "L", svg_number(place(plot, point.at) + shift),
                    svg_number(scale.at(point.mean)));
  page.lone("path", {{"d", path},
                     {"fill", "none"},
                     {"stroke", "currentColor"},
                     {"stroke-width", "1.8"},
                     {"stroke-dasharray", dashes(number)}});
  for (const auto& point : line.points) {
    const double x = place(plot, point.at) + shift;
    if (point.deviation)
      svg_line(page, x, scale.at(point.mean - *point.deviation), x,
               scale.at(point.mean + *point.deviation),
               {{"stroke", "currentColor"}, {"stroke-width", "1.2"}, {"opacity", "0.6"}});
    mark(number, x, scale.at(point.mean), page);
  }
  page.close("g").line_break();
}

void draw_panel(const LinePlot& plot, const LinePlot::Panel& panel, const Scale& scale,
                const std::string& id, Markup& page) {
  open_svg({id, kWidth, kHeight, 12.5, fmt::format("{}: {}", plot.title, panel.title),
            description(plot, panel)},
           page);
  svg_text(page, kLeft, 14, panel.title, {{"font-weight", "600"}});
  axes(plot, scale, page);
  const double count = static_cast<double>(panel.lines.size());
  for (std::size_t i = 0; i < panel.lines.size(); ++i)
    draw_line(plot, panel.lines[i], i, (static_cast<double>(i) - (count - 1) / 2) * 3, scale, page);
  page.close("svg").line_break();
}

void legend(const LinePlot& plot, Markup& page) {
  page.open("ul", {{"class", "legend"}});
  const auto& lines = plot.panels.front().lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    page.open("li").open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                                 {"viewBox", "0 0 34 14"},
                                 {"class", colour(i)},
                                 {"aria-hidden", "true"}});
    svg_line(
        page, 1, 7, 33, 7,
        {{"stroke", "currentColor"}, {"stroke-width", "1.8"}, {"stroke-dasharray", dashes(i)}});
    mark(i, 17, 7, page);
    page.close("svg").text(lines[i].name).close("li");
  }
  page.close("ul").line_break();
}

}  // namespace

void write_figure(const LinePlot& plot, const std::string& id, Markup& page) {
  if (plot.panels.empty()) return;
  const Range range = range_of(plot);
  const Scale scale(range.low, range.high, kBottom, kTop, 4);
  page.open("figure").leaf("figcaption", plot.title).line_break();
  legend(plot, page);
  page.open("div", {{"class", "panels"}}).line_break();
  for (std::size_t i = 0; i < plot.panels.size(); ++i)
    draw_panel(plot, plot.panels[i], scale, fmt::format("{}p{}", id, i + 1), page);
  page.close("div").close("figure").line_break();
}

}  // namespace xner::reports
