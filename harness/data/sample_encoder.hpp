// The encoders "random-tiny" and "random-tiny-64": a BERT too small to know anything, whose
// vocabulary fits the generated sample. For tests, CI and first steps offline. It holds no weights:
// config.json says "xner_random_weights": true, and whoever loads the folder draws them from the
// run's seed; every table says so.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/sample.hpp"

namespace xner::data {

/// The WordPiece vocabulary of the sample: special tokens, characters, syllables, stems, endings,
/// function words and half of the international names whole. Words that it does not know whole fall
/// into syllables, so that an unseen name is a sequence of seen pieces.
[[nodiscard]] std::vector<std::string> sample_vocabulary(std::uint64_t seed = kSampleSeed);

/// Hidden width of such an encoder by its name (2 layers, 4 heads, 4 times that width between):
/// "random-tiny" 128, "random-tiny-64" 64. 0 for any other name.
[[nodiscard]] int random_tiny_width(std::string_view name) noexcept;

/// Writes config.json, vocab.txt and tokenizer_config.json into `folder` (made if absent). Equal at
/// every call.
/// @throws Error{kIo}.
void write_random_tiny_encoder(const std::filesystem::path& folder, int width = 128);

}  // namespace xner::data
