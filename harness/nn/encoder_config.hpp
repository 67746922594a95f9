// The config.json of a BERT or RoBERTa encoder: every field that changes the result, by Hugging
// Face's names. README.md has the decision on each field of transformers' classes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "harness/text/encoder_family.hpp"

namespace xner::nn {

/// Of the feed-forward layers.
enum class Activation {
  kGelu,      ///< x * Phi(x) (Hendrycks and Gimpel 2016)
  kGeluTanh,  ///< its approximation by tanh
  kRelu,
  kSilu,  ///< x * sigmoid(x)
};

/// Devlin et al. 2019, Liu et al. 2019. Shapes below use hidden = hidden_size, heads =
/// num_attention_heads.
struct EncoderConfig {
  std::string model_type = "bert";  ///< in the table of text/encoder_family.hpp
  std::int64_t vocab_size = 0;
  std::int64_t hidden_size = 0;
  std::int64_t num_hidden_layers = 0;
  std::int64_t num_attention_heads = 0;
  std::int64_t intermediate_size = 0;
  std::int64_t max_position_embeddings = 512;
  std::int64_t type_vocab_size = 2;
  std::int64_t pad_token_id = 0;  ///< its embedding never gets a gradient; -1: there is none
  Activation activation = Activation::kGelu;  ///< hidden_act
  double hidden_dropout_prob = 0.1;
  double attention_probs_dropout_prob = 0.1;
  double classifier_dropout = 0.1;  ///< hidden_dropout_prob where config.json says nothing
  double layer_norm_eps = 1e-12;
  double initializer_range = 0.02;  ///< standard deviation of new weights
  bool random_weights =
      false;  ///< xner's marker: there are no weights to load, draw them from the seed
  std::vector<std::string>
      labels;          ///< id2label of a token classifier, in id order; empty if there is none
  nlohmann::json raw;  ///< the file as it was, for writing back

  [[nodiscard]] const text::EncoderFamily& family() const {
    return text::encoder_family(model_type, "config.json");
  }
  [[nodiscard]] std::int64_t head_size() const noexcept {
    return hidden_size / num_attention_heads;
  }
  /// Wordpieces of the longest sequence that has positions.
  [[nodiscard]] std::int64_t longest_sequence() const {
    return max_position_embeddings - family().position_offset(pad_token_id);
  }
};

/// Reads `folder`/config.json.
/// @throws Error{kData} for an unknown model_type, a missing or contradictory field, or a field
/// whose value would change the result in a way that is not supported, naming it.
[[nodiscard]] EncoderConfig read_encoder_config(const std::filesystem::path& folder);

}  // namespace xner::nn
