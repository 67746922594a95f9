// See resampling.hpp: the bootstrap over sentences.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/score/draws.hpp"
#include "harness/score/resampling.hpp"

namespace xner::score {
namespace {

/// How often each sentence is drawn. 16 bits: a weight is about Poisson(1), and 2^15 draws are
/// needed for one to overflow.
void draw_weights(Draws draws, std::vector<std::int16_t>& weights) {
  std::fill(weights.begin(), weights.end(), std::int16_t{0});
  const std::size_t n = weights.size();
  for (std::size_t i = 0; i + 1 < n; i += 2) {
    const std::uint64_t bits = draws.bits();
    ++weights[scaled(bits, n)];
    ++weights[scaled(bits >> 32, n)];
  }
  if (n % 2 == 1) ++weights[scaled(draws.bits(), n)];
}

template <class Cell, class Sum>
Sum weighted_sum(const std::int16_t* weights, const Cell* cells, std::size_t size) noexcept {
  Sum sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += static_cast<Sum>(weights[i]) * cells[i];
  return sum;
}

/// The runs of all arms, a column each for correct and for gold + predicted.
template <class Cell, class Sum>
std::vector<std::vector<double>> means(std::span<const Arm> arms, const Resampling& resampling) {
  const std::size_t n = arms.front().front().size();
  std::vector<Cell> cells;
  for (const Arm arm : arms) {
    for (const RunCounts& run : arm) {
      for (const auto& count : run) cells.push_back(static_cast<Cell>(count.correct));
      for (const auto& count : run)
        cells.push_back(static_cast<Cell>(Sum{count.gold} + count.predicted));
    }
  }
  const auto resamples = static_cast<std::size_t>(resampling.resamples);
  std::vector<std::vector<double>> result(arms.size(), std::vector<double>(resamples));
  std::vector<std::int16_t> weights(n);
  for (std::size_t r = 0; r < resamples; ++r) {
    draw_weights(Draws(resampling, "bootstrap", static_cast<std::int64_t>(r)), weights);
    const Cell* column = cells.data();
    for (std::size_t k = 0; k < arms.size(); ++k) {
      double sum = 0;
      for (std::size_t run = 0; run < arms[k].size(); ++run, column += 2 * n) {
        const auto correct = weighted_sum<Cell, Sum>(weights.data(), column, n);
        const auto both = weighted_sum<Cell, Sum>(weights.data(), column + n, n);
        if (both > 0) sum += 2 * static_cast<double>(correct) / static_cast<double>(both);
      }
      result[k][r] = sum / static_cast<double>(arms[k].size());
    }
  }
  return result;
}

/// Whether 16-bit counts and 32-bit sums hold any resample.
bool are_small(std::span<const Arm> arms) {
  std::int64_t largest = 0;
  for (const Arm arm : arms)
    for (const RunCounts& run : arm)
      for (const auto& count : run)
        largest = std::max(largest, std::int64_t{count.gold} + count.predicted);
  const auto n = static_cast<std::int64_t>(arms.front().front().size());
  return largest <= std::numeric_limits<std::int16_t>::max() &&
         largest * n <= std::numeric_limits<std::int32_t>::max();
}

}  // namespace

void check_resampling(std::span<const Arm> arms, const Resampling& resampling) {
  if (resampling.resamples < 2)
    throw Error(ErrorKind::kUsage,
                fmt::format("expected at least 2 resamples, found {}", resampling.resamples));
  for (const Arm arm : arms) {
    if (arm.empty() || arm.front().empty())
      throw Error(ErrorKind::kUsage, "expected runs with sentences, found none");
    for (const RunCounts& run : arm)
      if (run.size() != arms.front().front().size())
        throw Error(ErrorKind::kUsage, fmt::format("expected runs of {} sentences, found {}",
                                                   arms.front().front().size(), run.size()));
  }
}

std::vector<std::vector<double>> bootstrap_means(std::span<const Arm> arms,
                                                 const Resampling& resampling) {
  check_resampling(arms, resampling);
  if (arms.empty()) return {};
  return are_small(arms) ? means<std::int16_t, std::int32_t>(arms, resampling)
                         : means<std::int64_t, std::int64_t>(arms, resampling);
}

BootstrapTest paired_bootstrap(std::span<const double> a, std::span<const double> b,
                               double difference, double alpha) {
  if (a.size() != b.size() || a.size() < 2)
    throw Error(ErrorKind::kUsage,
                fmt::format("expected two equal numbers of resamples, at least 2, found {} and {}",
                            a.size(), b.size()));
  std::vector<double> drawn(a.size());
  double sum = 0;
  std::int64_t as_large = 0;
  for (std::size_t r = 0; r < a.size(); ++r) {
    drawn[r] = a[r] - b[r];
    sum += drawn[r];
    if (std::abs(drawn[r] - difference) >= std::abs(difference) - kRounding) ++as_large;
  }
  const double mean = sum / static_cast<double>(a.size());
  double squares = 0;
  for (const double value : drawn) squares += (value - mean) * (value - mean);
  BootstrapTest test;
  test.difference = difference;
  test.variance = squares / static_cast<double>(a.size() - 1);
  test.p = share_at_least(as_large, static_cast<std::int64_t>(a.size()));
  test.interval = percentiles(std::move(drawn), alpha);
  return test;
}

BootstrapTest paired_bootstrap(Arm a, Arm b, const Resampling& resampling, double alpha) {
  const std::array arms{a, b};
  const auto drawn = bootstrap_means(arms, resampling);
  return paired_bootstrap(drawn[0], drawn[1], mean(f1_scores(a)) - mean(f1_scores(b)), alpha);
}

}  // namespace xner::score
