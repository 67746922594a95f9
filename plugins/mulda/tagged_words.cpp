// See tagged_words.hpp.
#include "plugins/mulda/tagged_words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace mulda {

std::vector<Entity> entities_of(std::span<const xner::data::LabelId> labels,
                                const xner::data::LabelSet& label_set) {
  std::vector<Entity> entities;
  for (std::size_t w = 0; w < labels.size(); ++w) {
    const std::string& name = label_set.name(labels[w]);
    if (name == "O") continue;
    const std::string type = name.substr(2);
    const bool goes_on = name[0] == 'I' && !entities.empty() && entities.back().end == w &&
                         entities.back().type == type;
    if (goes_on)
      ++entities.back().end;
    else
      entities.push_back({w, w + 1, type});
  }
  return entities;
}

std::vector<xner::data::LabelId> labels_of(const TaggedWords& sentence,
                                           const xner::data::LabelSet& label_set) {
  std::vector<xner::data::LabelId> labels(sentence.words.size(), 0);
  for (const Entity& entity : sentence.entities) {
    const auto first = label_set.find("B-" + entity.type),
               next = label_set.find("I-" + entity.type);
    if (!first || !next)
      throw xner::Error(xner::ErrorKind::kData,
                        fmt::format("expected an entity type of the source ({}), found '{}'",
                                    fmt::join(label_set.types(), ", "), entity.type));
    std::fill(labels.begin() + static_cast<std::ptrdiff_t>(entity.begin),
              labels.begin() + static_cast<std::ptrdiff_t>(entity.end), *next);
    labels[entity.begin] = *first;
  }
  return labels;
}

std::string joined(std::span<const std::string> words) {
  return fmt::format("{}", fmt::join(words.begin(), words.end(), " "));
}

}  // namespace mulda
