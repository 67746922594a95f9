// A token classifier from and to a folder in Hugging Face's layout: config.json, weights as
// safetensors, tokenizer files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/nn/bert.hpp"

namespace xner::nn {

/// What loading found beside the weights it needed: for the record.
struct LoadNotes {
  std::vector<std::string> ignored;     ///< tensors: pooler, heads of other tasks, buffers
  std::vector<std::string> unexpected;  ///< tensors beside the encoder that nobody knows
  bool new_classifier = false;          ///< drawn from the seed, not loaded
};

/// Loads an encoder or a token classifier, of any family in text/encoder_family.hpp, from one
/// safetensors file or from shards, stored in F32, F16, BF16 or F64; the model is in float32. A
/// classifier whose labels are the wanted ones (in any order) is kept, label order included;
/// otherwise a new one is drawn from the seed.
/// @param labels the wanted labels; empty: the folder must hold a classifier, which is taken as it
/// is.
/// @param seed for what has to be drawn; the run's, derived for the purpose "init".
/// @param notes if not null, says what was left aside.
/// @throws Error{kData} naming the missing or misshapen tensor with both shapes; tensors inside the
/// encoder that BERT does not have, or unknown ones beside a classifier that is kept; a classifier
/// without id2label where one is wanted; a missing weights file (and how to convert a
/// pytorch_model.bin).
[[nodiscard]] TokenClassifier load_token_classifier(const std::filesystem::path& folder,
                                                    const std::vector<std::string>& labels,
                                                    std::uint64_t seed, LoadNotes* notes = nullptr);

/// Writes the model so that `transformers` opens it (AutoModelForTokenClassification,
/// AutoTokenizer); tokenizer files are copied from `tokenizer_folder`.
void save_token_classifier(const TokenClassifier& model, const std::filesystem::path& folder,
                           const std::filesystem::path& tokenizer_folder);

}  // namespace xner::nn
