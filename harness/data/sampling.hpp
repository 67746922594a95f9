// Low-resource samples of a corpus: uniform, without replacement, nested.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/data/corpus.hpp"

namespace xner::data {

/// The indices of a sample, ascending: the first `size` of one permutation of 0 .. total-1 that
/// depends on `sample_seed` and `total` alone, sorted. So for one seed the sample of 500 is a
/// subset of the sample of 1,000.
/// @throws Error{kUsage} if `size` is 0 or above `total`.
[[nodiscard]] std::vector<std::size_t> sample_indices(std::size_t total, std::size_t size,
                                                      std::uint64_t sample_seed);

/// The sampled sentences in the order of the corpus; ids, label set, name and language stay.
[[nodiscard]] LabelledCorpus sample(const LabelledCorpus& corpus, std::size_t size,
                                    std::uint64_t sample_seed);
[[nodiscard]] TextCorpus sample(const TextCorpus& corpus, std::size_t size,
                                std::uint64_t sample_seed);

}  // namespace xner::data
