// Which sentence a translation translates: Sentence::source_id, made explicit before any sampling
// or batching.
#pragma once

#include <cstddef>

#include "harness/data/corpus.hpp"

namespace xner::data {

enum class PairRule {
  kIds,    ///< source_id where the file says it, else the source sentence with the same id
  kOrder,  ///< the i-th sentence translates the i-th; both corpora have the same number of
           ///< sentences
};

/// Fills source_id in `translations`; sentences without a partner keep "" (the caller decides what
/// that means).
/// @param source the whole source split, before sampling.
/// @return how many have a partner.
/// @throws Error{kData} if the rule is kOrder and the sizes differ, or if no sentence has a
/// partner.
std::size_t pair_translations(const TextCorpus& source, TextCorpus& translations, PairRule rule);

}  // namespace xner::data
