// See change_points.hpp.
#include "reports/gate/change_points.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness/score/significance.hpp"

namespace xner::reports {
namespace {

using Series = std::span<const double>;

/// Splits are looked for with a threshold so much weaker: a step beside another one looks weak
/// until that is found, too.
constexpr double kWeaker = 10;

double mean_of(Series part) {
  return std::accumulate(part.begin(), part.end(), 0.0) / static_cast<double>(part.size());
}

double squares_of(Series part) {
  const double mean = mean_of(part);
  return std::accumulate(part.begin(), part.end(), 0.0, [&](double sum, double value) {
    return sum + (value - mean) * (value - mean);
  });
}

/// Of Student's t test with one variance for both; 1 if nothing is known of it.
double p_of(Series left, Series right) {
  if (left.size() + right.size() < 3) return 1;
  const double l = static_cast<double>(left.size()), r = static_cast<double>(right.size());
  const double freedom = l + r - 2;
  const double variance = (squares_of(left) + squares_of(right)) / freedom * (1 / l + 1 / r);
  return score::t_test(mean_of(right) - mean_of(left), {variance, freedom}).p;
}

/// Mean distance of the pairs within a part of so many values; 0 of a single one.
double mean_within(double sum, double n) { return n < 2 ? 0 : 2 * sum / (n * (n - 1)); }

/// Where the energy distance of the two parts is largest: the first value of the right one.
std::size_t best_split(Series part) {
  const auto distance = [&](std::size_t value, std::size_t begin, std::size_t end) {
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += std::abs(part[i] - part[value]);
    return sum;
  };
  const std::size_t n = part.size();
  double all = 0;
  for (std::size_t i = 0; i < n; ++i) all += distance(i, 0, i);
  double left = 0, right = all, best = -1;
  std::size_t at = 0;
  for (std::size_t split = 1; split < n; ++split) {  // the value before it moves to the left
    left += distance(split - 1, 0, split - 1);
    right -= distance(split - 1, split, n);
    const double l = static_cast<double>(split), r = static_cast<double>(n - split);
    const double apart =
        2 * (all - left - right) / (l * r) - mean_within(left, l) - mean_within(right, r);
    if (const double weighted = l * r / (l + r) * apart; weighted > best) {
      best = weighted;
      at = split;
    }
  }
  return at;
}

void split(Series series, std::size_t begin, std::size_t end, double p,
           std::vector<std::size_t>& found) {
  if (end - begin < 3) return;
  const Series part = series.subspan(begin, end - begin);
  const std::size_t at = best_split(part);
  if (p_of(part.first(at), part.subspan(at)) > p) return;
  split(series, begin, begin + at, p, found);
  found.push_back(begin + at);
  split(series, begin + at, end, p, found);
}

/// The steps between the levels that `splits` make.
std::vector<ChangePoint> steps(Series series, const std::vector<std::size_t>& splits) {
  std::vector<ChangePoint> points;
  for (std::size_t i = 0; i < splits.size(); ++i) {
    const std::size_t begin = i == 0 ? 0 : splits[i - 1];
    const std::size_t end = i + 1 == splits.size() ? series.size() : splits[i + 1];
    const Series left = series.subspan(begin, splits[i] - begin);
    const Series right = series.subspan(splits[i], end - splits[i]);
    points.push_back({splits[i], mean_of(left), mean_of(right), p_of(left, right)});
  }
  return points;
}

}  // namespace

std::vector<ChangePoint> change_points(Series given, const ChangeSetting& setting) {
  if (given.empty()) return {};
  // From the first value on, so that equal values have no spread by rounding.
  std::vector<double> shifted;
  for (const double value : given) shifted.push_back(value - given.front());
  const Series series = shifted;
  std::vector<std::size_t> splits;
  split(series, 0, series.size(), std::min(1.0, kWeaker * setting.p), splits);
  while (true) {
    std::vector<ChangePoint> points = steps(series, splits);
    // The weakest first: without it its neighbours have longer levels.
    const auto weakest =
        std::max_element(points.begin(), points.end(),
                         [](const ChangePoint& a, const ChangePoint& b) { return a.p < b.p; });
    const auto small = std::find_if(points.begin(), points.end(), [&](const ChangePoint& point) {
      return std::abs(point.after - point.before) < setting.magnitude;
    });
    const auto gone = weakest != points.end() && weakest->p > setting.p ? weakest : small;
    if (gone == points.end()) {
      for (ChangePoint& point : points) {
        point.before += given.front();
        point.after += given.front();
      }
      return points;
    }
    splits.erase(splits.begin() + (gone - points.begin()));
  }
}

}  // namespace xner::reports
