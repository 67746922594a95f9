// See rank_tests.hpp. Ranks are doubled, so that averaged ones are whole numbers.
#include "harness/score/rank_tests.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::score {
namespace {

void check_number(std::size_t number) {
  if (number == 0 || number > kMostRanked)
    throw Error(ErrorKind::kUsage,
                fmt::format("expected 1 to {} measurements a side, found {}", kMostRanked, number));
}

/// Twice the rank of each value, equal values sharing the mean of theirs.
std::vector<std::size_t> doubled_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size()), ranks(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    for (std::size_t i = first; i < last; ++i) ranks[order[i]] = first + last + 1;
  }
  return ranks;
}

/// Share of `ways` at `least` or more.
double upper_share(std::span<const double> ways, std::size_t least) {
  const auto from = ways.begin() + static_cast<std::ptrdiff_t>(std::min(least, ways.size()));
  return std::accumulate(from, ways.end(), 0.0) / std::accumulate(ways.begin(), ways.end(), 0.0);
}

using OneSided = std::function<double(double shift)>;  // p

/// Where p crosses alpha. Ranks change at `places` alone (each once, ascending), so p is looked at
/// between them. @param p falls along them.
double last_excluded(std::span<const double> places, const OneSided& p, double alpha) {
  const auto beside = [&](std::size_t i) {
    return i == 0 ? places[0] - 1 : (places[i - 1] + places[i]) / 2;
  };
  std::vector<std::size_t> gaps(places.size());  // gap i is before place i
  std::iota(gaps.begin(), gaps.end(), std::size_t{0});
  const auto free =
      std::ranges::partition_point(gaps, [&](std::size_t gap) { return p(beside(gap)) <= alpha; });
  return free == gaps.begin() ? -std::numeric_limits<double>::infinity()
                              : places[static_cast<std::size_t>(free - gaps.begin()) - 1];
}

std::vector<double> negated(std::span<const double> values) {
  std::vector<double> result(values.begin(), values.end());
  for (double& value : result) value = -value;
  return result;
}

/// @param candidates shifts at which ranks change; the estimate is their median.
Shift shift_among(std::vector<double> candidates, double alpha, const OneSided& above,
                  const OneSided& below) {
  std::ranges::sort(candidates);
  const std::size_t n = candidates.size();
  const double estimate = (candidates[(n - 1) / 2] + candidates[n / 2]) / 2;
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  std::vector<double> opposite = negated(candidates);
  std::ranges::reverse(opposite);
  const double low = last_excluded(candidates, above, alpha);
  const double high = -last_excluded(
      opposite, [&](double shift) { return below(-shift); }, alpha);
  return {estimate, {low, high}};
}

}  // namespace

double signed_rank_above(std::span<const double> differences, double shift) {
  check_number(differences.size());
  std::vector<double> sizes;
  std::vector<bool> is_above;
  for (const double difference : differences) {
    if (difference == shift) continue;
    sizes.push_back(std::abs(difference - shift));
    is_above.push_back(difference > shift);
  }
  const auto ranks = doubled_ranks(sizes);
  std::size_t sum = 0;
  // How many of all choices of signs give each sum of the ranks above.
  std::vector<double> ways(std::accumulate(ranks.begin(), ranks.end(), std::size_t{1}), 0.0);
  ways[0] = 1;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (is_above[i]) sum += ranks[i];
    for (std::size_t s = ways.size(); s-- > ranks[i];) ways[s] += ways[s - ranks[i]];
  }
  return upper_share(ways, sum);
}

double rank_sum_above(std::span<const double> a, std::span<const double> b, double shift) {
  check_number(a.size());
  check_number(b.size());
  std::vector<double> all;
  for (const double value : a) all.push_back(value - shift);
  all.insert(all.end(), b.begin(), b.end());
  const auto ranks = doubled_ranks(all);
  const std::size_t sum =
      std::accumulate(ranks.begin(), ranks.begin() + std::ssize(a), std::size_t{0});
  // ways[k][s]: choices of k places whose ranks add up to s.
  const std::size_t most = std::accumulate(ranks.begin(), ranks.end(), std::size_t{1});
  std::vector<std::vector<double>> ways(a.size() + 1, std::vector<double>(most, 0.0));
  ways[0][0] = 1;
  for (const std::size_t rank : ranks)
    for (std::size_t k = a.size(); k-- > 0;)
      for (std::size_t s = rank; s < most; ++s) ways[k + 1][s] += ways[k][s - rank];
  return upper_share(ways.back(), sum);
}

Shift signed_rank_shift(std::span<const double> differences, double alpha) {
  check_number(differences.size());
  std::vector<double> means;
  for (std::size_t i = 0; i < differences.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j) means.push_back((differences[i] + differences[j]) / 2);
  const auto opposite = negated(differences);
  return shift_among(
      std::move(means), alpha, [&](double shift) { return signed_rank_above(differences, shift); },
      [&](double shift) { return signed_rank_above(opposite, -shift); });
}

Shift rank_sum_shift(std::span<const double> a, std::span<const double> b, double alpha) {
  check_number(a.size());
  check_number(b.size());
  std::vector<double> differences;
  for (const double x : a)
    for (const double y : b) differences.push_back(x - y);
  return shift_among(
      std::move(differences), alpha, [&](double shift) { return rank_sum_above(a, b, shift); },
      [&](double shift) { return rank_sum_above(b, a, -shift); });
}

}  // namespace xner::score
