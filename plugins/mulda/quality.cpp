// See quality.hpp.
#include "plugins/mulda/quality.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "plugins/mulda/letters.hpp"

namespace mulda {
namespace {

using nlohmann::json;

std::optional<Drop> filter_placeholders(const Translation& translation, const Filters& filters) {
  if (filters.drop_lost && !translation.lost.empty())
    return Drop{"lost_placeholder", fmt::format("entities {}", fmt::join(translation.lost, ", "))};
  if (filters.drop_literal && !translation.unknown.empty())
    return Drop{"literal_placeholder", fmt::format("{}", fmt::join(translation.unknown, ", "))};
  if (filters.drop_duplicated && !translation.duplicated.empty())
    return Drop{"duplicated_placeholder",
                fmt::format("entities {}", fmt::join(translation.duplicated, ", "))};
  return std::nullopt;
}

/// The word that occurs most often, and how often.
std::pair<std::string, std::size_t> most_frequent(const std::vector<std::string>& words) {
  std::map<std::string, std::size_t> counts;
  std::pair<std::string, std::size_t> most{"", 0};
  for (const std::string& word : words) {
    if (is_punctuation_word(word)) continue;
    const std::size_t count = ++counts[word];
    if (count > most.second) most = {word, count};
  }
  return most;
}

std::optional<Drop> filter_words(const std::vector<std::string>& words, const Filters& filters) {
  const std::size_t size = words.size();
  if (filters.minimum_words > 0 && size < filters.minimum_words)
    return Drop{"too_few_words", std::to_string(size)};
  if (filters.maximum_words > 0 && size > filters.maximum_words)
    return Drop{"too_many_words", std::to_string(size)};
  if (filters.maximum_repeats > 0) {
    const auto [word, count] = most_frequent(words);
    if (count > filters.maximum_repeats)
      return Drop{"repeated_word", fmt::format("{} {} times", word, count)};
  }
  if (filters.maximum_characters > 0)
    for (const std::string& word : words)
      if (code_points(word).size() > filters.maximum_characters) return Drop{"long_word", word};
  return std::nullopt;
}

double ratio_of(const TaggedWords& source, const TaggedWords& target) {
  return static_cast<double>(target.words.size()) / static_cast<double>(source.words.size());
}

}  // namespace

std::optional<Drop> filter(const TaggedWords& source, const Translation& translation,
                           const Filters& filters) {
  const TaggedWords& target = translation.target.value();
  if (target.words.empty()) return Drop{"no_words", ""};
  if (auto drop = filter_placeholders(translation, filters)) return drop;
  const double ratio = ratio_of(source, target);
  const bool short_one = filters.minimum_ratio > 0 && ratio < filters.minimum_ratio;
  const bool long_one = filters.maximum_ratio > 0 && ratio > filters.maximum_ratio;
  if (short_one || long_one)
    return Drop{"length_ratio",
                fmt::format("{} words for {}", target.words.size(), source.words.size())};
  if (filters.maximum_entities > 0 && source.entities.size() > filters.maximum_entities)
    return Drop{"too_many_entities", std::to_string(source.entities.size())};
  return filter_words(target.words, filters);
}

bool Quality::add(const std::string& source_id, const TaggedWords& source,
                  const Translation& translation, const Filters& filters) {
  ++source_;
  entities_ += source.entities.size();
  if (!translation.target) {
    without_.push_back(source_id);
    return false;
  }
  ++translated_;
  exact_ += translation.exact;
  repaired_ += translation.repaired;
  lost_ += translation.lost.size();
  duplicated_ += translation.duplicated.size();
  unknown_ += translation.unknown.size();
  for (std::size_t e = 0; e < translation.entities.size(); ++e) {
    const std::string& status = translation.entities[e];
    ++statuses_[status];
    if (status == "lost" || status == "merged" || status == "beaten")
      losses_.push_back({{"source_id", source_id}, {"entity", e}, {"status", status}});
  }
  if (!translation.target->words.empty()) ratios_.push_back(ratio_of(source, *translation.target));
  auto drop = filter(source, translation, filters);
  if (!drop && filters.limit > 0 && kept_ >= filters.limit) drop = Drop{"beyond_limit", ""};
  if (drop) {
    ++reasons_[drop->reason];
    drops_.push_back(
        {{"source_id", source_id}, {"reason", drop->reason}, {"detail", drop->detail}});
    return false;
  }
  ++kept_;
  kept_entities_ += translation.target->entities.size();
  return true;
}

json Quality::report() const {
  json ratio;
  if (!ratios_.empty()) {
    std::vector<double> sorted = ratios_;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t middle = sorted.size() / 2;
    const double median =
        sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    const double mean =
        std::accumulate(sorted.begin(), sorted.end(), 0.0) / static_cast<double>(sorted.size());
    ratio = {{"minimum", sorted.front()},
             {"median", median},
             {"mean", mean},
             {"maximum", sorted.back()}};
  }
  return {{"sentences", {{"source", source_}, {"translated", translated_}, {"kept", kept_}}},
          {"without_translation", without_},
          {"entities", {{"source", entities_}, {"kept", kept_entities_}, {"status", statuses_}}},
          {"placeholders",
           {{"exact", exact_},
            {"repaired", repaired_},
            {"lost", lost_},
            {"duplicated", duplicated_},
            {"unknown", unknown_}}},
          {"ratio", ratio},
          {"dropped", reasons_},
          {"drops", drops_},
          {"losses", losses_}};
}

}  // namespace mulda
