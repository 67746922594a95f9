// The generated multilingual sample: corpora in invented languages, in memory, for tests, CI and
// first steps offline.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "harness/data/corpus.hpp"

namespace xner::data {

inline constexpr std::uint64_t kSampleSeed = 20260101;

/// One split of the family "sample" ("sample/<part>/<split>"). Equal seeds give equal corpora.
/// @throws Error{kUsage} for parts and splits that datasets/sample.toml does not have.
[[nodiscard]] LabelledCorpus sample_corpus(const std::string& part, const std::string& split,
                                           std::uint64_t seed = kSampleSeed);

}  // namespace xner::data
