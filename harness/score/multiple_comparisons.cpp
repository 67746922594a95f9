// See multiple_comparisons.hpp.
#include "harness/score/multiple_comparisons.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::score {
namespace {

/// Places of the p values, smallest first; equal ones in order of place.
std::vector<std::size_t> ascending(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return p[i] < p[j]; });
  return order;
}

std::vector<SentenceNoise> noises_of(std::span<const TargetArms> targets) {
  if (targets.empty()) throw Error(ErrorKind::kUsage, "expected a target to compare on");
  std::vector<SentenceNoise> noises;
  for (const TargetArms& target : targets) noises.push_back(sentence_noise(target.a, target.b));
  return noises;
}

CombinedTest test_with(std::span<const TargetArms> targets, std::span<const SentenceNoise> noises,
                       double alpha) {
  return combined_test(macro_scores(targets, &TargetArms::a), macro_scores(targets, &TargetArms::b),
                       mean_noise(noises), alpha);
}

}  // namespace

std::vector<double> holm(std::span<const double> p) {
  std::vector<double> adjusted(p.size());
  double largest = 0;
  std::size_t left = p.size();
  for (const std::size_t at : ascending(p)) {
    largest = std::max(largest, std::min(1.0, static_cast<double>(left--) * p[at]));
    adjusted[at] = largest;
  }
  return adjusted;
}

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  std::vector<double> adjusted(p.size());
  const std::vector<std::size_t> order = ascending(p);
  double smallest = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t at = order[rank - 1];
    smallest =
        std::min(smallest, p[at] * static_cast<double>(p.size()) / static_cast<double>(rank));
    adjusted[at] = smallest;
  }
  return adjusted;
}

std::vector<double> macro_scores(std::span<const TargetArms> targets, Arm TargetArms::*side) {
  std::vector<double> scores;
  for (const TargetArms& target : targets) {
    const std::vector<double> here = f1_scores(target.*side);
    if (&target == &targets.front()) scores.resize(here.size());
    if (here.size() != scores.size())
      throw Error(ErrorKind::kUsage,
                  fmt::format("expected the same seeds for every target, found {} and {} runs",
                              scores.size(), here.size()));
    for (std::size_t i = 0; i < here.size(); ++i)
      scores[i] += here[i] / static_cast<double>(targets.size());
  }
  return scores;
}

CombinedTest macro_test(std::span<const TargetArms> targets, double alpha) {
  return test_with(targets, noises_of(targets), alpha);
}

CombinedTest confirmed_test(std::span<const TargetArms> targets, const Resampling& resampling,
                            double alpha) {
  std::vector<SentenceNoise> noises = noises_of(targets);
  Resampling own = resampling;
  for (std::size_t i = 0; i < noises.size(); ++i, ++own.stratum)
    noises[i].all = paired_bootstrap(targets[i].a, targets[i].b, own, alpha).variance;
  return test_with(targets, noises, alpha);
}

}  // namespace xner::score
