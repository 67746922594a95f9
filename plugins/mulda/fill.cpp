// See fill.hpp.
#include "plugins/mulda/fill.hpp"

namespace mulda {

TaggedWords fill(std::string_view text, std::span<const PlaceholderHit> hits,
                 std::span<const TranslatedEntity> entities, Tokenise rule) {
  TaggedWords filled;
  const auto add_text = [&](std::size_t begin, std::size_t end) {
    for (std::string& word : tokenise(text.substr(begin, end - begin), rule))
      filled.words.push_back(std::move(word));
  };
  std::size_t at = 0;
  for (const PlaceholderHit& hit : hits) {
    add_text(at, hit.begin);
    at = hit.end;
    const TranslatedEntity& entity = entities[hit.index];
    if (entity.words.empty()) continue;
    const std::size_t begin = filled.words.size();
    filled.words.insert(filled.words.end(), entity.words.begin(), entity.words.end());
    filled.entities.push_back({begin, filled.words.size(), entity.type});
  }
  add_text(at, text.size());
  return filled;
}

}  // namespace mulda
