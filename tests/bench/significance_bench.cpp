// What the tests of a comparison cost: 3 + 3 runs of 1,000 sentences, against definitions written
// down plainly. Checks both against each other first.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include <benchmark/benchmark.h>

#include "harness/score/significance.hpp"
#include "tests/support/naive_resampling.hpp"
#include "tests/support/simulated_runs.hpp"

namespace xner {
namespace {

constexpr std::int64_t kResamples = 10'000;

const test::SimulatedArms& arms() {
  static const test::SimulatedArms made = [] {
    auto both = test::simulate({.gain = 0.15, .interaction = 0.8, .seed_noise = 0.06}, 1);
    const auto slow = test::naive_bootstrap(both.a, both.b, 2000, 1);
    const double centre = score::mean(slow);
    double variance = 0;
    for (const double d : slow) variance += (d - centre) * (d - centre) / 2000;
    const double fast = score::paired_bootstrap(both.a, both.b, {kResamples}).variance;
    const double closed = score::sentence_noise(both.a, both.b).all;
    const double p = score::approximate_randomization(both.a, both.b, {kResamples}).p;
    const double slow_p = test::naive_randomization(both.a, both.b, 2000, 1);
    if (std::abs(fast / variance - 1) > 0.2 || std::abs(closed / variance - 1) > 0.2 ||
        std::abs(p - slow_p) > 0.06) {
      std::puts("fast and plain resampling disagree");
      std::exit(1);
    }
    return both;
  }();
  return made;
}

void closed_form(benchmark::State& state) {
  const auto& both = arms();
  for (auto _ : state) benchmark::DoNotOptimize(score::combined_test(both.a, both.b));
}
BENCHMARK(closed_form)->Unit(benchmark::kMicrosecond);

void bootstrap(benchmark::State& state) {
  const auto& both = arms();
  for (auto _ : state)
    benchmark::DoNotOptimize(score::paired_bootstrap(both.a, both.b, {kResamples}));
}
BENCHMARK(bootstrap)->Unit(benchmark::kMillisecond);

void bootstrap_plain(benchmark::State& state) {
  const auto& both = arms();
  for (auto _ : state)
    benchmark::DoNotOptimize(test::naive_bootstrap(both.a, both.b, kResamples, 1));
}
BENCHMARK(bootstrap_plain)->Unit(benchmark::kMillisecond)->Iterations(1);

void randomization(benchmark::State& state) {
  const auto& both = arms();
  for (auto _ : state)
    benchmark::DoNotOptimize(score::approximate_randomization(both.a, both.b, {kResamples}));
}
BENCHMARK(randomization)->Unit(benchmark::kMillisecond);

void randomization_plain(benchmark::State& state) {
  const auto& both = arms();
  for (auto _ : state)
    benchmark::DoNotOptimize(test::naive_randomization(both.a, both.b, kResamples, 1));
}
BENCHMARK(randomization_plain)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace xner
