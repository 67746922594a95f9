// What both plots need. See svg.hpp.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "harness/base/utf8.hpp"
#include "reports/formats/svg_parts.hpp"
#include "reports/formats/table.hpp"

namespace xner::reports {

Scale::Scale(double low, double high, double begin, double end, int ticks)
    : begin_(begin), end_(end) {
  const double width = std::max(high - low, 1e-6);
  const double rough = width / std::max(ticks, 1);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  step_ = power;
  for (const double factor : {2.0, 5.0, 10.0})
    if (step_ < rough) step_ = factor * power;
  low_ = std::floor(low / step_ + 1e-9) * step_;
  high_ = std::ceil(high / step_ - 1e-9) * step_;
  if (high_ <= low_) high_ = low_ + step_;
}

double Scale::at(double value) const {
  return begin_ + (std::clamp(value, low_, high_) - low_) / (high_ - low_) * (end_ - begin_);
}

std::vector<double> Scale::ticks() const {
  std::vector<double> values;
  for (int i = 0; low_ + i * step_ <= high_ + step_ / 2; ++i) values.push_back(low_ + i * step_);
  return values;
}

std::string Scale::label(double value) const {
  const int digits = std::max(0, static_cast<int>(std::ceil(-std::log10(step_) - 1e-9)));
  const std::string text = fmt::format("{:.{}f}", std::abs(value), digits);
  return (value < -step_ / 2 ? "−" : "") + text;
}

std::string signed_points(double value) {
  const std::string text = fmt::format("{:.2f}", std::abs(value));
  return (text == "0.00" ? "" : value < 0 ? "−" : "+") + text;
}

std::string shortened_label(const std::string& text, std::size_t width) {
  const std::string plain = terminal_text(text);
  if (display_width(plain) <= width) return plain;
  std::string out;
  for (std::size_t offset = 0; offset < plain.size();) {
    std::string next = out;
    append_utf8(next, next_code_point(plain, offset));
    if (display_width(next) >= width) break;
    out = std::move(next);
  }
  return out + "…";
}

void open_svg(const Drawing& drawing, Markup& page) {
  page.open(
      "svg",
      {{"xmlns", "http://www.w3.org/2000/svg"},
       {"viewBox", fmt::format("0 0 {} {}", svg_number(drawing.width), svg_number(drawing.height))},
       {"role", "img"},
       {"aria-labelledby", fmt::format("{0}t {0}d", drawing.id)},
       {"font-size", svg_number(drawing.font)}});
  page.leaf("title", drawing.title, {{"id", drawing.id + "t"}});
  page.leaf("desc", drawing.description, {{"id", drawing.id + "d"}}).line_break();
}

void svg_line(Markup& page, double x1, double y1, double x2, double y2, const Attributes& more) {
  Attributes all{{"d", fmt::format("M{} {}L{} {}", svg_number(x1), svg_number(y1), svg_number(x2),
                                   svg_number(y2))}};
  all.insert(all.end(), more.begin(), more.end());
  page.lone("path", all);
}

void svg_text(Markup& page, double x, double y, std::string_view text, const Attributes& more) {
  Attributes all{{"x", svg_number(x)}, {"y", svg_number(y)}};
  all.insert(all.end(), more.begin(), more.end());
  page.leaf("text", text, all);
}

}  // namespace xner::reports
