// See simulated_runs.hpp.
#include "tests/support/simulated_runs.hpp"

#include <cmath>

#include "harness/base/random.hpp"

namespace xner::test {
namespace {

struct Sentence {
  std::int32_t gold = 0;
  double hardness = 0;
};

std::vector<Sentence> draw_sentences(std::size_t number, std::uint64_t seed) {
  RandomStream random(derive_seed(seed, "sentences"));
  std::vector<Sentence> sentences(number);
  for (auto& sentence : sentences) {
    while (random.uniform() < 0.55) ++sentence.gold;
    sentence.hardness = 1.2 * random.normal();
  }
  return sentences;
}

score::SentenceCount predict(const Sentence& sentence, double odds, RandomStream& random) {
  const double found = odds / (1 + odds);
  score::SentenceCount count{sentence.gold, 0, 0};
  for (std::int32_t entity = 0; entity < sentence.gold; ++entity) {
    if (random.uniform() < found)
      ++count.correct;
    else
      count.predicted += random.uniform() < 0.5 ? 1 : 0;
  }
  count.predicted += count.correct + (random.uniform() < 0.3 * (1 - found) ? 1 : 0);
  return count;
}

std::vector<score::RunCounts> draw_arm(const std::vector<Sentence>& sentences, double skill,
                                       double interaction, double noise, std::size_t seeds,
                                       std::uint64_t seed) {
  RandomStream random(seed);
  std::vector<double> odds;  // without the seed's luck
  odds.reserve(sentences.size());
  for (const Sentence& sentence : sentences) {
    const double own = interaction > 0 ? interaction * random.normal() : 0;
    odds.push_back(std::exp(skill + sentence.hardness + own));
  }
  std::vector<score::RunCounts> arm(seeds);
  for (auto& run : arm) {
    const double luck = noise > 0 ? std::exp(noise * random.normal()) : 1;
    run.reserve(sentences.size());
    for (std::size_t s = 0; s < sentences.size(); ++s)
      run.push_back(predict(sentences[s], luck * odds[s], random));
  }
  return arm;
}

}  // namespace

SimulatedArms simulate(const Simulation& setting, std::uint64_t seed) {
  const auto sentences = draw_sentences(setting.sentences, seed);
  const double noise_a = setting.seed_noise_a < 0 ? setting.seed_noise : setting.seed_noise_a;
  return {draw_arm(sentences, setting.skill + setting.gain, setting.interaction, noise_a,
                   setting.seeds_a, derive_seed(seed, "a")),
          draw_arm(sentences, setting.skill, setting.interaction, setting.seed_noise,
                   setting.seeds_b, derive_seed(seed, "b"))};
}

}  // namespace xner::test
