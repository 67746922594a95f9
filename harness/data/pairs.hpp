// Which sentence a translation translates: Sentence::source_id, made explicit before any sampling
// or batching, and what is made of a source and its translations for training on both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

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

/// The sentence of `source` that each translation translates, by source_id: its number, or -1 where
/// `source`, which may be a sample, does not have it.
/// @throws Error{kData} if a sentence is translated twice, or two sentences of `source` have one
/// id.
[[nodiscard]] std::vector<std::int64_t> partners(const TextCorpus& source,
                                                 const TextCorpus& translations);

/// One corpus: the sentences of `source`, then those of `translations`, under the source's labels.
/// Ids may occur twice in it.
/// @throws Error{kData} naming a label of the translations that the source does not have.
[[nodiscard]] LabelledCorpus join(LabelledCorpus source, LabelledCorpus translations);

}  // namespace xner::data
