// How often the tests of a comparison cry wolf, and how often they see what is there: simulated
// runs (tests/support/simulated_runs.hpp) of two equal methods, and of two that differ.
//
//   calibration [SIMULATIONS [SENTENCES [level|power|unequal]]]     default: 10000 1000, all three;
//   prints Markdown
//
// A cell is a number of seeds, the interaction of method and sentence, and the noise of seeds.
// "combined" is the headline of a comparison, "all added" its form in RELIABILITY 5.3, "both" that
// Welch and randomization agree. Approximate randomization with 999 resamples, pooled over seeds.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>

#include <fmt/format.h>

#include "harness/base/random.hpp"
#include "harness/score/significance.hpp"
#include "tests/support/simulated_runs.hpp"

namespace xner {
namespace {

struct Level {
  const char* name;
  double value;
};
constexpr std::array kInteractions{Level{"none", 0.0}, Level{"some", 0.8}};
/// With 1,000 sentences these add 0, about 0.9 and about 1.9 points to the deviation of a seed.
constexpr std::array kNoises{Level{"none", 0.0}, Level{"moderate", 0.06}, Level{"large", 0.13}};

/// Shares of simulations with p <= 0.05.
struct Rates {
  double combined = 0, careful = 0, welch = 0, randomization = 0, both = 0;
  double difference = 0;      ///< mean, in points
  double seed_deviation = 0;  ///< of one run of B, in points
};

Rates measure(const test::Simulation& setting, int simulations, std::uint64_t seed) {
  constexpr double kLevel = 0.05;
  Rates rates;
  const double share = 1.0 / simulations;
  for (int i = 0; i < simulations; ++i) {
    const auto arms = test::simulate(setting, derive_seed(seed, "calibration", {std::uint64_t(i)}));
    const auto a = score::f1_scores(arms.a), b = score::f1_scores(arms.b);
    const auto noise = score::sentence_noise(arms.a, arms.b);
    const auto combined = score::combined_test(a, b, noise, kLevel);
    const auto careful = score::combined_test(a, b, {noise.all, 0, 0, 0, noise.freedom}, kLevel);
    const bool welch = score::welch(a, b)->p <= kLevel;
    const bool randomization =
        score::approximate_randomization(arms.a, arms.b, {999, std::uint64_t(i)}).p <= kLevel;
    rates.combined += combined.p <= kLevel ? share : 0;
    rates.careful += careful.p <= kLevel ? share : 0;
    rates.welch += welch ? share : 0;
    rates.randomization += randomization ? share : 0;
    rates.both += welch && randomization ? share : 0;
    rates.difference += 100 * combined.difference * share;
    rates.seed_deviation +=
        1e4 * careful.seeds_b.value * static_cast<double>(setting.seeds_b) * share;
  }
  rates.seed_deviation = std::sqrt(rates.seed_deviation);
  return rates;
}

void print_cell(const test::Simulation& setting, const std::string& name, int simulations,
                std::uint64_t seed) {
  const Rates rates = measure(setting, simulations, seed);
  fmt::print("| {} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {:+.2f} | {:.2f} |\n", name,
             rates.combined, rates.careful, rates.welch, rates.randomization, rates.both,
             rates.difference, rates.seed_deviation);
  std::fflush(stdout);
}

void print_grid(const char* title, double gain, int simulations, std::size_t sentences) {
  fmt::print(
      "\n{}, {} simulations, {} sentences\n\n"
      "| seeds | interaction, seed noise | combined | all added | Welch | randomization | both | "
      "mean "
      "difference | deviation of a seed |\n|---|---|---|---|---|---|---|---|---|\n",
      title, simulations, sentences);
  std::uint64_t cell = gain == 0 ? 0 : 1000;
  for (const std::size_t seeds : {3U, 5U, 10U})
    for (const Level& interaction : kInteractions)
      for (const Level& noise : kNoises) {
        const test::Simulation setting{.sentences = sentences,
                                       .seeds_a = seeds,
                                       .seeds_b = seeds,
                                       .gain = gain,
                                       .interaction = interaction.value,
                                       .seed_noise = noise.value};
        print_cell(setting, fmt::format("{} | {}, {}", seeds, interaction.name, noise.name),
                   simulations, ++cell);
      }
}

/// Arms of unequal numbers and noise.
void print_unequal(int simulations, std::size_t sentences) {
  fmt::print(
      "\nNo difference, arms unlike each other, {} simulations, {} sentences\n\n"
      "| seeds A + B, seed noise A, B | interaction | combined | all added | Welch | randomization "
      "| both | "
      "mean difference | deviation of a seed |\n|---|---|---|---|---|---|---|---|---|\n",
      simulations, sentences);
  struct Pair {
    std::size_t a, b;
    double noise_a, noise_b;
  };
  std::uint64_t cell = 2000;
  for (const Pair& pair : {Pair{3, 3, 0, 0.13}, Pair{3, 10, 0.06, 0.06}, Pair{3, 10, 0.13, 0.0},
                           Pair{2, 2, 0.06, 0.06}, Pair{2, 5, 0.13, 0.06}})
    for (const Level& interaction : kInteractions) {
      const test::Simulation setting{.sentences = sentences,
                                     .seeds_a = pair.a,
                                     .seeds_b = pair.b,
                                     .interaction = interaction.value,
                                     .seed_noise = pair.noise_b,
                                     .seed_noise_a = pair.noise_a};
      print_cell(setting,
                 fmt::format("{} + {}, {}, {} | {}", pair.a, pair.b, pair.noise_a, pair.noise_b,
                             interaction.name),
                 simulations, ++cell);
    }
}

int number(const char* text, int otherwise) {
  int value = otherwise;
  std::from_chars(text, text + std::strlen(text), value);
  return value > 0 ? value : otherwise;
}

}  // namespace
}  // namespace xner

int main(int count, char** arguments) {
  const int simulations = count > 1 ? xner::number(arguments[1], 10'000) : 10'000;
  const auto sentences =
      static_cast<std::size_t>(count > 2 ? xner::number(arguments[2], 1000) : 1000);
  const std::string part = count > 3 ? arguments[3] : "";
  const auto wanted = [&](const char* name) { return part.empty() || part == name; };
  if (wanted("level"))
    xner::print_grid("No difference: share of p <= 0.05", 0, simulations, sentences);
  if (wanted("power"))
    xner::print_grid("A difference: share of p <= 0.05", 0.15, simulations, sentences);
  if (wanted("unequal")) xner::print_unequal(simulations, sentences);
}
