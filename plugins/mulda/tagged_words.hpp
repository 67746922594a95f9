// A sentence with its entities as spans: what every way of translating reads and makes.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "harness/data/labels.hpp"

namespace mulda {

/// Words [begin, end) of a sentence.
struct Entity {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string type;

  friend bool operator==(const Entity&, const Entity&) = default;
};

/// Entities ascend and do not overlap.
struct TaggedWords {
  std::vector<std::string> words;
  std::vector<Entity> entities;

  friend bool operator==(const TaggedWords&, const TaggedWords&) = default;
};

/// The spans of well-formed IOB2 labels (what data::LabelledCorpus holds); an I- without its
/// beginning opens a span, as conlleval reads it.
[[nodiscard]] std::vector<Entity> entities_of(std::span<const xner::data::LabelId> labels,
                                              const xner::data::LabelSet& label_set);

/// One IOB2 label a word. @throws xner::Error{kData} for a type that the set has not.
[[nodiscard]] std::vector<xner::data::LabelId> labels_of(const TaggedWords& sentence,
                                                         const xner::data::LabelSet& label_set);

/// The words [begin, end) with one blank between two.
[[nodiscard]] std::string joined(std::span<const std::string> words);

}  // namespace mulda
