// Labels across a word alignment, by the rule of Easy-Label-Projection (Garcia-Ferrero et al.
// 2022).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "plugins/mulda/tagged_words.hpp"

namespace mulda {

/// Source word i and target word j translate each other, both from 0.
using WordLink = std::pair<std::size_t, std::size_t>;

/// What became of the entities of one sentence.
struct Projection {
  std::vector<Entity> entities;     ///< of the target, ascending, disjoint
  std::vector<std::size_t> lost;    ///< source entities without a target word
  std::vector<std::size_t> merged;  ///< source entities that became part of one of their type
  std::vector<std::size_t> beaten;  ///< source entities that a longer one of another type covers
};

/// Of each entity: the union of the words aligned with it, without punctuation alone; words with at
/// most one other between them are a group, whose gaps are filled; the largest group stays (the
/// first of equals). Then, over all entities: overlapping ones of a type become one, and of
/// overlapping ones of different types the longer wins (of equals the first of the source).
/// @pre links are inside both sentences.
[[nodiscard]] Projection project(std::span<const Entity> source, std::span<const WordLink> links,
                                 std::span<const std::string> target_words);

}  // namespace mulda
