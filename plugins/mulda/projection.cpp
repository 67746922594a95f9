// See projection.hpp.
#include "plugins/mulda/projection.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>

#include "plugins/mulda/letters.hpp"

namespace mulda {
namespace {

constexpr std::size_t kWidestGap = 1;

/// A span that one or more entities of the source became.
struct Candidate {
  Entity span;
  std::size_t source;
};

/// The largest group of the words, gaps filled; nothing if there is no word.
std::optional<std::pair<std::size_t, std::size_t>> largest_group(
    const std::set<std::size_t>& words) {
  std::optional<std::pair<std::size_t, std::size_t>> best;
  for (auto at = words.begin(); at != words.end();) {
    const std::size_t begin = *at;
    std::size_t end = begin + 1;
    for (++at; at != words.end() && *at <= end + kWidestGap; ++at) end = *at + 1;
    if (!best || end - begin > best->second - best->first) best = {begin, end};
  }
  return best;
}

bool overlap(const Entity& a, const Entity& b) { return a.begin < b.end && b.begin < a.end; }

/// Merges overlapping candidates of one type until none is left.
void merge(std::vector<Candidate>& candidates, Projection& projection) {
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    for (std::size_t k = i + 1; k < candidates.size();) {
      Entity& span = candidates[i].span;
      const Entity& other = candidates[k].span;
      if (span.type != other.type || !overlap(span, other)) {
        ++k;
        continue;
      }
      span.begin = std::min(span.begin, other.begin);
      span.end = std::max(span.end, other.end);
      projection.merged.push_back(candidates[k].source);
      candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(k));
      k = i + 1;  // the span has grown: look at all again
    }
  }
}

}  // namespace

Projection project(std::span<const Entity> source, std::span<const WordLink> links,
                   std::span<const std::string> target_words) {
  Projection projection;
  std::vector<Candidate> candidates;
  for (std::size_t e = 0; e < source.size(); ++e) {
    std::set<std::size_t> words;
    for (const auto& [from, to] : links)
      if (from >= source[e].begin && from < source[e].end && !is_punctuation_word(target_words[to]))
        words.insert(to);
    if (const auto group = largest_group(words))
      candidates.push_back({{group->first, group->second, source[e].type}, e});
    else
      projection.lost.push_back(e);
  }
  merge(candidates, projection);
  // The longest first; a place in the order of the source decides between equals.
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    return a.span.end - a.span.begin > b.span.end - b.span.begin;
  });
  for (const Candidate& one : candidates) {
    const bool covered = std::any_of(projection.entities.begin(), projection.entities.end(),
                                     [&](const Entity& taken) { return overlap(taken, one.span); });
    if (covered)
      projection.beaten.push_back(one.source);
    else
      projection.entities.push_back(one.span);
  }
  std::sort(projection.entities.begin(), projection.entities.end(),
            [](const Entity& a, const Entity& b) { return a.begin < b.begin; });
  std::sort(projection.merged.begin(), projection.merged.end());
  std::sort(projection.beaten.begin(), projection.beaten.end());
  return projection;
}

}  // namespace mulda
