// A translated template with its entities filled back in (Liu et al. 2021, "MulDA").
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/mulda/placeholders.hpp"
#include "plugins/mulda/tagged_words.hpp"
#include "plugins/mulda/tokenise.hpp"

namespace mulda {

/// The words of one entity in the target's language.
struct TranslatedEntity {
  std::string type;
  std::vector<std::string> words;  ///< none: its place stays empty
};

/// The text with each placeholder replaced by its entity's words, in the order of the text. What is
/// glued to a placeholder ("PER0s", "Nicht-LOC1") is split off and is O.
/// @param hits ascending, as find_placeholders. @param entities by index.
[[nodiscard]] TaggedWords fill(std::string_view text, std::span<const PlaceholderHit> hits,
                               std::span<const TranslatedEntity> entities, Tokenise rule);

}  // namespace mulda
