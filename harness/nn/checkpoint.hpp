// A token classifier from and to a folder in Hugging Face's layout: config.json, model.safetensors,
// tokenizer files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/nn/bert.hpp"

namespace xner::nn {

/// Loads an encoder or a token classifier. A classifier whose labels are the wanted ones (in any
/// order) is kept, label order included; otherwise a new one is drawn from the seed. Leftovers
/// (pooler, MLM head, position_ids) are ignored.
/// @param labels the wanted labels; empty: the folder must hold a classifier, which is taken as it
/// is.
/// @param seed for what has to be drawn; the run's, derived for the purpose "init".
/// @throws Error{kData} naming the missing or misshapen tensor with both shapes, or the missing
/// weights file (and how to convert a pytorch_model.bin).
[[nodiscard]] TokenClassifier load_token_classifier(const std::filesystem::path& folder,
                                                    const std::vector<std::string>& labels,
                                                    std::uint64_t seed);

/// Writes the model so that `transformers` opens it as BertForTokenClassification; tokenizer files
/// are copied from `tokenizer_folder`.
void save_token_classifier(const TokenClassifier& model, const std::filesystem::path& folder,
                           const std::filesystem::path& tokenizer_folder);

}  // namespace xner::nn
