// See naive_errors.hpp.
#include "tests/support/naive_errors.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace xner::test {
namespace {

using score::Bucket;
using score::Counts;
using score::ErrorAnalysis;

struct Entity {
  std::string type;
  std::set<std::size_t> words;
};

std::vector<Entity> entities(const Column& labels) {
  std::vector<Entity> all;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == "O") continue;
    const std::string type = labels[i].substr(2);
    const bool goes_on =
        i > 0 && labels[i][0] == 'I' && labels[i - 1] != "O" && labels[i - 1].substr(2) == type;
    if (!goes_on) all.push_back({type, {}});
    all.back().words.insert(i);
  }
  return all;
}

std::size_t shared(const Entity& a, const Entity& b) {
  return static_cast<std::size_t>(std::count_if(
      a.words.begin(), a.words.end(), [&](std::size_t word) { return b.words.contains(word); }));
}

/// More words in common, then equal type, then the first.
const Entity* partner(const Entity& of, const std::vector<Entity>& others) {
  const auto worth = [&](const Entity& other) {
    return 2 * shared(of, other) + (shared(of, other) > 0 && of.type == other.type ? 1 : 0);
  };
  const Entity* best = nullptr;
  for (const Entity& other : others)
    if (worth(other) > (best == nullptr ? 0 : worth(*best))) best = &other;
  return best;
}

/// 0 correct, 1 type, 2 boundary, 3 both, 4 alone.
std::size_t outcome(const Entity& of, const Entity* other) {
  if (other == nullptr) return 4;
  return (of.words == other->words ? 0 : 2) + (of.type == other->type ? 0 : 1);
}

std::size_t overlapping(const Entity& of, const std::vector<Entity>& others) {
  return static_cast<std::size_t>(std::count_if(
      others.begin(), others.end(), [&](const Entity& other) { return shared(of, other) > 0; }));
}

/// 0 split, 1 merged, 2 long, 3 short, 4 shifted.
std::size_t boundary(const Entity& of, const Entity& other, std::size_t of_overlaps,
                     std::size_t other_overlaps) {
  if (of_overlaps > 1) return 0;
  if (other_overlaps > 1) return 1;
  if (shared(of, other) == of.words.size()) return 2;
  return shared(of, other) == other.words.size() ? 3 : 4;
}

void count_boundary(const Entity& of, const Entity& other, bool same_type, std::size_t kind,
                    ErrorAnalysis& result) {
  ++result.boundaries[same_type ? 0 : 1][kind];
  const bool start = *of.words.begin() != *other.words.begin();
  const bool end = *of.words.rbegin() != *other.words.rbegin();
  if (start && end)
    ++result.start_and_end;
  else
    ++(start ? result.start_only : result.end_only);
}

std::vector<std::pair<std::string, std::string>> buckets_of(const Entity& entity,
                                                            const NaiveText& text,
                                                            const std::vector<std::string>& seen) {
  std::string surface;
  double pieces = 0;
  for (const std::size_t word : entity.words) {
    surface += (surface.empty() ? "" : " ") + text.words[word];
    pieces += text.pieces[word];
  }
  const std::size_t length = entity.words.size(), sentence = text.words.size();
  const double mean = pieces / static_cast<double>(length);
  const bool known = std::find(seen.begin(), seen.end(), surface) != seen.end();
  return {{"type", entity.type},
          {"length", length >= 4 ? "4+" : std::to_string(length)},
          {"sentence", sentence > 40   ? "41+"
                       : sentence > 20 ? "21-40"
                       : sentence > 10 ? "11-20"
                                       : "1-10"},
          {"surface", known ? "seen" : "unseen"},
          {"pieces", mean <= 1   ? "1"
                     : mean <= 2 ? "up to 2"
                                 : "over 2"}};
}

Counts& bucket(ErrorAnalysis& result, const std::string& by, const std::string& name) {
  for (Bucket& known : result.buckets)
    if (known.by == by && known.name == name) return known.counts;
  return result.buckets.emplace_back(Bucket{by, name, {}}).counts;
}

std::vector<Bucket> empty_buckets(const std::vector<LabelledPair>& sentences) {
  std::set<std::string> types;
  for (const auto& pair : sentences)
    for (const auto* column : {&pair.gold, &pair.predicted})
      for (const Entity& entity : entities(*column)) types.insert(entity.type);
  std::vector<Bucket> all;
  for (const auto& type : types) all.push_back({"type", type, {}});
  for (const char* name : {"1", "2", "3", "4+"}) all.push_back({"length", name, {}});
  for (const char* name : {"1-10", "11-20", "21-40", "41+"}) all.push_back({"sentence", name, {}});
  for (const char* name : {"seen", "unseen"}) all.push_back({"surface", name, {}});
  for (const char* name : {"1", "up to 2", "over 2"}) all.push_back({"pieces", name, {}});
  return all;
}

}  // namespace

ErrorAnalysis analyse_naively(const std::vector<LabelledPair>& sentences,
                              const std::vector<NaiveText>& texts,
                              const std::vector<std::string>& seen) {
  ErrorAnalysis result;
  result.buckets = empty_buckets(sentences);
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    const auto gold = entities(sentences[s].gold), predicted = entities(sentences[s].predicted);
    for (const Entity& entity : gold) {
      const Entity* const other = partner(entity, predicted);
      const std::size_t what = outcome(entity, other);
      ++result.gold[what];
      ++result
            .confusion[{entity.type, other == nullptr ? std::nullopt : std::optional(other->type)}];
      if (what == 2 || what == 3)
        count_boundary(
            entity, *other, what == 2,
            boundary(entity, *other, overlapping(entity, predicted), overlapping(*other, gold)),
            result);
      for (const auto& [by, name] : buckets_of(entity, texts[s], seen)) {
        ++bucket(result, by, name).gold;
        bucket(result, by, name).correct += what == 0 ? 1 : 0;
      }
    }
    for (const Entity& entity : predicted) {
      const std::size_t what = outcome(entity, partner(entity, gold));
      ++result.predicted[what];
      if (what == 4) ++result.confusion[{std::nullopt, entity.type}];
      for (const auto& [by, name] : buckets_of(entity, texts[s], seen))
        ++bucket(result, by, name).predicted;
    }
  }
  return result;
}

}  // namespace xner::test
