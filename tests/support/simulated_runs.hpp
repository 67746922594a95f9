// Counts of runs that were never trained: two methods, several seeds, one test set. What the
// statistics of comparisons are calibrated on.
//
// Of each simulation everything is drawn anew, sentences too. A sentence has k gold entities with
// probability 0.45 * 0.55^k (mean 1.2). Method m with seed j finds each of them with probability
// sigmoid(skill_m + u_i + v_mi + w_mj):
//   u_i  ~ N(0, 1.2^2)           how hard the sentence is, for everyone
//   v_mi ~ N(0, interaction^2)   what this method makes of the sentence, with any seed
//   w_mj ~ N(0, seed_noise^2)    the seed's luck, over all sentences
// An entity that is not found is predicted wrongly (other type, other borders) with probability
// 1/2, and a sentence has a spurious entity with probability 0.3 (1 - that sigmoid).
#pragma once

#include <cstdint>
#include <vector>

#include "harness/score/sentence_counts.hpp"

namespace xner::test {

struct Simulation {
  std::size_t sentences = 1000;
  std::size_t seeds_a = 3;
  std::size_t seeds_b = 3;
  double skill = 1.2;        ///< of B, on the logit scale: F1 of about 0.7
  double gain = 0;           ///< of A over B, on the same scale; 0: no difference is true
  double interaction = 0;    ///< standard deviation of v
  double seed_noise = 0;     ///< standard deviation of w of B
  double seed_noise_a = -1;  ///< of A; negative: that of B
};

struct SimulatedArms {
  std::vector<score::RunCounts> a;
  std::vector<score::RunCounts> b;
};

/// A function of the setting and the seed.
[[nodiscard]] SimulatedArms simulate(const Simulation& setting, std::uint64_t seed);

}  // namespace xner::test
