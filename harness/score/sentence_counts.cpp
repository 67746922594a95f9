// See sentence_counts.hpp.
#include "harness/score/sentence_counts.hpp"

#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::score {
namespace {

void check_counts(const SentenceCount& count, std::size_t sentence, std::string_view name) {
  if (count.correct >= 0 && count.correct <= count.gold && count.correct <= count.predicted) return;
  throw Error(
      ErrorKind::kData,
      fmt::format("{}, sentence {}: expected 0 <= correct <= gold and predicted, found gold "
                  "{}, predicted {}, correct {}",
                  name, sentence + 1, count.gold, count.predicted, count.correct));
}

/// @param first what all runs are held to.
void check_run(const RunCounts& run, std::string_view name, const RunCounts& first,
               std::string_view first_name) {
  if (run.size() != first.size())
    throw Error(ErrorKind::kData,
                fmt::format("expected runs of one test set; {} has {} sentences, {} has {}",
                            first_name, first.size(), name, run.size()));
  for (std::size_t s = 0; s < run.size(); ++s) {
    check_counts(run[s], s, name);
    if (run[s].gold != first[s].gold)
      throw Error(ErrorKind::kData,
                  fmt::format("expected runs of one test set; sentence {} has {} gold entities in "
                              "{}, {} in {}",
                              s + 1, first[s].gold, first_name, run[s].gold, name));
  }
}

}  // namespace

Counts total(std::span<const SentenceCount> run) noexcept {
  Counts sums;
  for (const SentenceCount& count : run) {
    sums.gold += count.gold;
    sums.predicted += count.predicted;
    sums.correct += count.correct;
  }
  return sums;
}

double comparable_f1(const Counts& counts) noexcept {
  const std::int64_t both = counts.gold + counts.predicted;
  return both > 0 ? 2 * static_cast<double>(counts.correct) / static_cast<double>(both) : 0;
}

std::vector<double> f1_scores(Arm arm) {
  std::vector<double> scores;
  scores.reserve(arm.size());
  for (const RunCounts& run : arm) scores.push_back(comparable_f1(total(run)));
  return scores;
}

double mean(std::span<const double> values) noexcept {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

void check_comparable(Arm a, Arm b, std::string_view a_name, std::string_view b_name) {
  for (const auto& [arm, name] : {std::pair{a, a_name}, std::pair{b, b_name}})
    if (arm.empty())
      throw Error(ErrorKind::kUsage, fmt::format("{} has no run to compare", name), {},
                  "a run that failed has no counts");
  for (const RunCounts& run : a) check_run(run, a_name, a.front(), a_name);
  for (const RunCounts& run : b) check_run(run, b_name, a.front(), a_name);
}

}  // namespace xner::score
