// See nearest.hpp.
#include "harness/base/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace xner {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view name, std::span<const std::string> candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    const std::size_t longer = std::max(name.size(), candidate.size());
    const std::size_t least = longer - std::min(name.size(), candidate.size());
    if (least >= best_distance) continue;  // a name of a megabyte costs nothing
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string nearest_hint(std::string_view name, std::span<const std::string> candidates) {
  if (const std::string best = nearest(name, candidates); !best.empty())
    return "did you mean '" + best + "'?";
  if (candidates.empty()) return "none is known";
  std::string hint = "known: ";
  const std::size_t shown = std::min<std::size_t>(candidates.size(), 10);
  for (std::size_t i = 0; i < shown; ++i) hint += (i > 0 ? ", " : "") + candidates[i];
  return hint + (candidates.size() > shown ? ", ..." : "");
}

}  // namespace xner
