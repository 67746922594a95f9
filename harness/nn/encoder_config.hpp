// The config.json of a BERT-family encoder: every field that changes the result, by Hugging Face's
// names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xner::nn {

/// Devlin et al. 2019. Shapes below use hidden = hidden_size, heads = num_attention_heads.
struct EncoderConfig {
  std::int64_t vocab_size = 0;
  std::int64_t hidden_size = 0;
  std::int64_t num_hidden_layers = 0;
  std::int64_t num_attention_heads = 0;
  std::int64_t intermediate_size = 0;
  std::int64_t max_position_embeddings = 512;
  std::int64_t type_vocab_size = 2;
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

  [[nodiscard]] std::int64_t head_size() const noexcept {
    return hidden_size / num_attention_heads;
  }
};

/// Reads `folder`/config.json.
/// @throws Error{kData} for a model_type other than "bert", a missing or contradictory field, or a
/// field whose value would change the result in a way that is not supported (hidden_act,
/// position_embedding_type), naming it.
[[nodiscard]] EncoderConfig read_encoder_config(const std::filesystem::path& folder);

}  // namespace xner::nn
