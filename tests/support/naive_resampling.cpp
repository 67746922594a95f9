// See naive_resampling.hpp.
#include "tests/support/naive_resampling.hpp"

#include <cmath>
#include <random>

namespace xner::test {
namespace {

/// Sums over an arm's runs; `other` gives the sentences that are swapped.
double swapped_f1(score::Arm own, score::Arm other, const std::function<bool(std::size_t)>& swap) {
  score::Counts sums;
  for (std::size_t s = 0; s < own.front().size(); ++s)
    for (const score::RunCounts& run : swap(s) ? other : own) {
      sums.gold += run[s].gold;
      sums.predicted += run[s].predicted;
      sums.correct += run[s].correct;
    }
  return score::comparable_f1(sums);
}

double swapped_difference(score::Arm a, score::Arm b,
                          const std::function<bool(std::size_t)>& swap) {
  return swapped_f1(a, b, swap) - swapped_f1(b, a, swap);
}

}  // namespace

double naive_mean_f1(score::Arm arm, const std::vector<std::size_t>& drawn) {
  double sum = 0;
  for (const score::RunCounts& run : arm) {
    score::Counts counts;
    for (const std::size_t s : drawn) {
      counts.gold += run[s].gold;
      counts.predicted += run[s].predicted;
      counts.correct += run[s].correct;
    }
    sum += score::comparable_f1(counts);
  }
  return sum / static_cast<double>(arm.size());
}

std::vector<double> every_bootstrap(score::Arm a, score::Arm b) {
  const std::size_t n = a.front().size();
  std::vector<std::size_t> drawn(n, 0);
  std::vector<double> differences;
  while (true) {
    differences.push_back(naive_mean_f1(a, drawn) - naive_mean_f1(b, drawn));
    std::size_t place = 0;
    while (place < n && ++drawn[place] == n) drawn[place++] = 0;
    if (place == n) return differences;
  }
}

double every_swap_p(score::Arm a, score::Arm b) {
  const std::size_t choices = std::size_t{1} << a.front().size();
  const double observed = std::abs(swapped_difference(a, b, [](std::size_t) { return false; }));
  std::size_t as_large = 0;
  for (std::size_t choice = 0; choice < choices; ++choice) {
    const double difference =
        swapped_difference(a, b, [&](std::size_t s) { return (choice >> s & 1) == 1; });
    if (std::abs(difference) >= observed - 1e-12) ++as_large;
  }
  return static_cast<double>(as_large) / static_cast<double>(choices);
}

std::vector<double> naive_bootstrap(score::Arm a, score::Arm b, std::int64_t resamples,
                                    std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::size_t> any(0, a.front().size() - 1);
  std::vector<double> differences;
  std::vector<std::size_t> drawn(a.front().size());
  for (std::int64_t r = 0; r < resamples; ++r) {
    for (std::size_t& place : drawn) place = any(random);
    differences.push_back(naive_mean_f1(a, drawn) - naive_mean_f1(b, drawn));
  }
  return differences;
}

double naive_randomization(score::Arm a, score::Arm b, std::int64_t resamples, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const double observed = std::abs(swapped_difference(a, b, [](std::size_t) { return false; }));
  std::vector<bool> swap(a.front().size());
  std::int64_t as_large = 0;
  for (std::int64_t r = 0; r < resamples; ++r) {
    for (std::size_t s = 0; s < swap.size(); ++s) swap[s] = (random() & 1) == 1;
    const double difference = swapped_difference(a, b, [&](std::size_t s) { return swap[s]; });
    if (std::abs(difference) >= observed - 1e-12) ++as_large;
  }
  return static_cast<double>(1 + as_large) / static_cast<double>(1 + resamples);
}

}  // namespace xner::test
