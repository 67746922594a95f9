// What became of each sentence and entity, which sentences are kept, and the report on it.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "plugins/mulda/tagged_words.hpp"

namespace mulda {

/// One sentence of the source on its way.
struct Translation {
  std::optional<TaggedWords> target;  ///< nothing: no translation
  /// What became of each entity: "translated"; "fallback" (translated without its sentence);
  /// "copied" (as in the source); "lost"; "merged", "beaten" (projection.hpp).
  std::vector<std::string> entities;
  std::size_t exact = 0;                ///< placeholders found as they were given
  std::size_t repaired = 0;             ///< ... and in a damaged form
  std::vector<std::size_t> lost;        ///< entities without a place in the target
  std::vector<std::size_t> duplicated;  ///< entities whose placeholder stands twice
  std::vector<std::string> unknown;     ///< placeholders of no entity, left as text
};

/// Which translations are kept; 0 switches a bound off.
struct Filters {
  bool drop_lost = false;       ///< the entity's text is gone, so nothing is mislabelled
  bool drop_literal = true;     ///< a placeholder that is left as text
  bool drop_duplicated = true;  ///< a placeholder that stands there twice
  double minimum_ratio = 0.33;  ///< target words / source words
  double maximum_ratio = 3.0;
  std::size_t maximum_entities = 0;  ///< of the source
  std::size_t minimum_words = 0;     ///< of the target
  std::size_t maximum_words = 0;
  std::size_t maximum_repeats = 0;     ///< of one word in the target
  std::size_t maximum_characters = 0;  ///< of a word of the target
  std::size_t limit = 0;               ///< the first so many that pass
};

/// Why a sentence is not kept.
struct Drop {
  std::string reason;  ///< "length_ratio", ...
  std::string detail;
};

/// What the filters, but for `limit`, say of one translation; nothing: it is kept. The first reason
/// of: no_words, lost_placeholder, literal_placeholder, duplicated_placeholder, length_ratio,
/// too_many_entities, too_few_words, too_many_words, repeated_word, long_word.
[[nodiscard]] std::optional<Drop> filter(const TaggedWords& source, const Translation& translation,
                                         const Filters& filters);

/// Counts of a whole translation; everything of quality.json.
class Quality {
 public:
  /// Takes the next sentence of the source, and says whether its translation is kept.
  [[nodiscard]] bool add(const std::string& source_id, const TaggedWords& source,
                         const Translation& translation, const Filters& filters);

  /// {"sentences": {"source", "translated", "kept"}, "without_translation": [ids],
  ///  "entities": {"source", "kept" (in the kept sentences), "status": {name: number}},
  ///  "placeholders": {"exact", "repaired", "lost", "duplicated", "unknown"},
  ///  "ratio": {"minimum", "median", "mean", "maximum"} of target to source words before filters,
  ///  null without a translation, "dropped": {reason: number},
  ///  "drops": [{"source_id", "reason", "detail"}],
  ///  "losses": [{"source_id", "entity", "status"}] of entities neither translated nor copied}
  [[nodiscard]] nlohmann::json report() const;

 private:
  std::size_t source_ = 0, translated_ = 0, kept_ = 0;
  std::size_t entities_ = 0, kept_entities_ = 0;
  std::size_t exact_ = 0, repaired_ = 0, lost_ = 0, duplicated_ = 0, unknown_ = 0;
  std::vector<std::string> without_;
  std::map<std::string, std::size_t> statuses_;
  std::map<std::string, std::size_t> reasons_;
  std::vector<double> ratios_;
  nlohmann::json drops_ = nlohmann::json::array();
  nlohmann::json losses_ = nlohmann::json::array();
};

}  // namespace mulda
