// What each label scheme allows, by the rules of seqeval's strict mode.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "harness/data/scheme.hpp"

namespace xner::score {

struct StrictTag {
  char prefix = 'O';
  std::string_view type;
};

/// Words of one sentence, from 0.
struct StrictSpan {
  std::size_t first = 0;
  std::size_t last = 0;  ///< inclusive
};

/// The entities of one sentence: a legal opening, legal continuations of the same type, a legal
/// end. Everything else is no entity. Prefixes must be the scheme's.
///
/// IOE1 is IOB1 read from the last word to the first, with E for B. There seqeval 1.2.2 says itself
/// that it is incomplete: it misses entities that O or the sentence's end follow, so it is not
/// followed here.
[[nodiscard]] std::vector<StrictSpan> strict_spans(const std::vector<StrictTag>& tags,
                                                   data::Scheme scheme);

}  // namespace xner::score
