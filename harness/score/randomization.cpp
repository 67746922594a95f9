// See resampling.hpp: approximate randomization, and the order of seeds.
#include <array>
#include <cmath>
#include <numeric>

#include "harness/base/error.hpp"
#include "harness/score/draws.hpp"
#include "harness/score/resampling.hpp"

namespace xner::score {
namespace {

/// Sums over a group of sentences, for each choice of which of them are swapped.
struct SwapSums {
  std::int64_t correct = 0;
  std::int64_t predicted = 0;
};
constexpr std::size_t kGroup = 8;
constexpr std::size_t kChoices = std::size_t{1} << kGroup;

/// What swapping adds to A and takes from B: [group * kChoices + choice].
std::vector<SwapSums> swap_tables(Arm a, Arm b, std::int64_t a_scale, std::int64_t b_scale) {
  std::vector<SwapSums> changes;  // of sentences that differ: swapping the others does nothing
  for (std::size_t s = 0; s < a.front().size(); ++s) {
    SwapSums change;
    for (const RunCounts& run : b) {
      change.correct += b_scale * run[s].correct;
      change.predicted += b_scale * run[s].predicted;
    }
    for (const RunCounts& run : a) {
      change.correct -= a_scale * run[s].correct;
      change.predicted -= a_scale * run[s].predicted;
    }
    if (change.correct != 0 || change.predicted != 0) changes.push_back(change);
  }
  changes.resize((changes.size() + kGroup - 1) / kGroup * kGroup);
  std::vector<SwapSums> tables(changes.size() / kGroup * kChoices);
  for (std::size_t group = 0; group < changes.size() / kGroup; ++group) {
    SwapSums* const table = &tables[group * kChoices];
    for (std::size_t bit = 0; bit < kGroup; ++bit) {
      const SwapSums& change = changes[group * kGroup + bit];
      const std::size_t half = std::size_t{1} << bit;
      for (std::size_t rest = 0; rest < half; ++rest)
        table[half + rest] = {table[rest].correct + change.correct,
                              table[rest].predicted + change.predicted};
    }
  }
  return tables;
}

Counts scaled_total(Arm arm, std::int64_t scale) {
  Counts sums;
  for (const RunCounts& run : arm) sums += total(run);
  return {scale * sums.gold, scale * sums.predicted, scale * sums.correct};
}

}  // namespace

RandomizationTest approximate_randomization(Arm a, Arm b, const Resampling& resampling) {
  check_resampling(std::array{a, b}, resampling);
  const auto common = static_cast<std::int64_t>(std::lcm(a.size(), b.size()));
  const std::int64_t a_scale = common / static_cast<std::int64_t>(a.size());
  const std::int64_t b_scale = common / static_cast<std::int64_t>(b.size());
  const Counts sums_a = scaled_total(a, a_scale), sums_b = scaled_total(b, b_scale);
  const auto difference = [&](const SwapSums& moved) {
    return comparable_f1(
               {sums_a.gold, sums_a.predicted + moved.predicted, sums_a.correct + moved.correct}) -
           comparable_f1(
               {sums_b.gold, sums_b.predicted - moved.predicted, sums_b.correct - moved.correct});
  };
  const double observed = difference({});
  const std::vector<SwapSums> tables = swap_tables(a, b, a_scale, b_scale);
  std::int64_t as_large = 0;
  for (std::int64_t r = 0; r < resampling.resamples; ++r) {
    Draws draws(resampling, "randomization", r);
    SwapSums moved;
    std::uint64_t bits = 0;
    for (std::size_t at = 0, group = 0; at < tables.size(); at += kChoices, ++group) {
      bits = group % (64 / kGroup) == 0 ? draws.bits() : bits >> kGroup;
      const SwapSums& sums = tables[at + bits % kChoices];
      moved.correct += sums.correct;
      moved.predicted += sums.predicted;
    }
    if (std::abs(difference(moved)) >= std::abs(observed) - kRounding) ++as_large;
  }
  return {observed, share_at_least(as_large, resampling.resamples)};
}

Superiority probability_of_superiority(std::span<const double> a, std::span<const double> b,
                                       const Resampling& resampling, double alpha) {
  if (a.empty() || b.empty() || resampling.resamples < 2)
    throw Error(ErrorKind::kUsage, "expected scores of both arms and at least 2 resamples");
  std::vector<double> wins;  // [i * b.size() + j]
  for (const double x : a)
    for (const double y : b) wins.push_back(x > y ? 1 : x < y ? 0 : 0.5);
  Superiority result{mean(wins)};
  if (a.size() < 2 || b.size() < 2) return result;
  std::vector<double> drawn(static_cast<std::size_t>(resampling.resamples));
  std::vector<std::size_t> of_b(b.size());
  for (std::size_t r = 0; r < drawn.size(); ++r) {
    Draws draws(resampling, "superiority", static_cast<std::int64_t>(r));
    for (std::size_t& j : of_b) j = scaled(draws.bits(), b.size());
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      const double* const row = &wins[scaled(draws.bits(), a.size()) * b.size()];
      for (const std::size_t j : of_b) sum += row[j];
    }
    drawn[r] = sum / static_cast<double>(wins.size());
  }
  result.interval = percentiles(std::move(drawn), alpha);
  return result;
}

}  // namespace xner::score
