// What a comparison is computed from: per sentence and run the entities of gold, of the prediction,
// and of both. The sentence is the unit of resampling (RELIABILITY 5.1).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "harness/score/entity_f1.hpp"

namespace xner::score {

/// Entities of one sentence; never negative, correct <= gold, correct <= predicted.
struct SentenceCount {
  std::int32_t gold = 0;
  std::int32_t predicted = 0;
  std::int32_t correct = 0;
  friend bool operator==(const SentenceCount&, const SentenceCount&) = default;
};

/// One run (one seed) on one test set, in the order of its sentences.
using RunCounts = std::vector<SentenceCount>;

/// A method on one test set: a run each seed, all of the same sentences. Views, never owns.
using Arm = std::span<const RunCounts>;

/// Sums in 64 bits.
[[nodiscard]] Counts total(std::span<const SentenceCount> run) noexcept;

/// F1 as the statistics of a comparison need it: 0 where it is undefined (neither gold nor
/// predicted entities), so that every resample has a value. In [0, 1].
[[nodiscard]] double comparable_f1(const Counts& counts) noexcept;

/// `comparable_f1` of each run.
[[nodiscard]] std::vector<double> f1_scores(Arm arm);

/// Of nothing: 0.
[[nodiscard]] double mean(std::span<const double> values) noexcept;

/// Whether runs may be compared sentence by sentence.
/// @param a_name,b_name what messages call the arms.
/// @throws Error{kUsage} if an arm has no run; Error{kData} with both numbers if runs differ in the
/// number of sentences or, naming the sentence (from 1), in its gold entities, and if a count is
/// negative or more is correct than gold or predicted.
void check_comparable(Arm a, Arm b, std::string_view a_name = "A", std::string_view b_name = "B");

}  // namespace xner::score
