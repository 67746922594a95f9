// What a corpus holds, in numbers: the paper's Table 2 and what `xner data` prints.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "harness/data/corpus.hpp"

namespace xner::data {

struct CorpusStatistics {
  std::size_t sentences = 0;
  std::size_t words = 0;
  std::size_t longest = 0;                   ///< words of the longest sentence
  std::size_t entities = 0;                  ///< by conlleval's reading
  std::map<std::string, std::size_t> types;  ///< entities by type; every type of the label set
  std::size_t repeated = 0;                  ///< sentences whose words an earlier sentence has
};

/// @pre as LabelledCorpus: one valid label a word.
[[nodiscard]] CorpusStatistics statistics(const LabelledCorpus& corpus);

/// How many sentences of `corpus` have the words of some sentence of `other` (test sentences that
/// also occur in train).
[[nodiscard]] std::size_t shared_sentences(const TextCorpus& corpus, const TextCorpus& other);

}  // namespace xner::data
