// A BERT or RoBERTa token classifier (Devlin et al. 2019, Liu et al. 2019) as plain tensors over
// packed batches: the encoder layer by layer, and one linear layer on top. Several may be alive at
// once; frozen parts simply do not require gradients.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "harness/nn/batch.hpp"
#include "harness/nn/dropout.hpp"
#include "harness/nn/encoder_config.hpp"
#include "harness/nn/word_embedding.hpp"

namespace xner::nn {

/// y = x W^T + b.
struct Linear {
  at::Tensor weight;  ///< [out, in] float32
  at::Tensor bias;    ///< [out] float32
};

struct LayerNorm {
  at::Tensor weight;  ///< [hidden] float32
  at::Tensor bias;    ///< [hidden] float32
};

/// One Transformer layer, post-norm.
struct EncoderLayer {
  Linear query_key_value;  ///< [3 * hidden, hidden]: the three projections of Hugging Face, one
                           ///< under another
  Linear attention_output;
  LayerNorm attention_norm;
  Linear intermediate;
  Linear output;
  LayerNorm output_norm;
};

/// How a forward pass is to be computed.
struct Forward {
  DropoutKey dropout;  ///< inactive by default: evaluation
  at::ScalarType precision =
      at::kFloat;  ///< kBFloat16: matrix products in bfloat16, the rest in float32
};

/// A trainable tensor with its Hugging Face name (without "bert." or "roberta.").
struct NamedParameter {
  std::string name;
  at::Tensor tensor;
  bool decays;  ///< weight decay applies: all but biases and LayerNorm
};

/// Moved, never copied: a copy of the tensors' handles would train the original too. A model of its
/// own, a student beside its teacher for example, is a clone().
struct TokenClassifier {
  TokenClassifier() = default;
  TokenClassifier(TokenClassifier&&) noexcept = default;
  TokenClassifier& operator=(TokenClassifier&&) noexcept = default;
  /// The same values in tensors of its own, trainable where these are; without their gradients.
  [[nodiscard]] TokenClassifier clone() const;

  EncoderConfig config;
  std::vector<std::string> labels;  ///< names in logit order
  WordEmbedding word_embeddings;
  at::Tensor position_embeddings;    ///< [max_position_embeddings, hidden]
  at::Tensor token_type_embeddings;  ///< [type_vocab_size, hidden]
  LayerNorm embedding_norm;
  std::vector<EncoderLayer> layers;
  Linear classifier;  ///< [labels, hidden]
  /// Trained along with the model and no part of it, never saved: a projection head, for example.
  std::vector<NamedParameter> companions;

  /// [tokens, hidden] float32: what enters layer 0.
  /// @throws Error{kUsage} for a sequence that is longer than the encoder's positions, Error{kData}
  /// for a wordpiece beyond its vocabulary.
  [[nodiscard]] at::Tensor embed(const PackedBatch& batch, const Forward& forward) const;
  /// Runs layers [from, to) on given hidden states. [tokens, hidden] float32 -> the same.
  [[nodiscard]] at::Tensor run_layers(at::Tensor hidden, const PackedBatch& batch,
                                      const Forward& forward, std::int64_t from,
                                      std::int64_t to) const;
  /// The last layer's hidden states. [tokens, hidden] float32.
  [[nodiscard]] at::Tensor encode(const PackedBatch& batch, const Forward& forward) const;
  /// Logits of the owned words from their first pieces. `hidden` [tokens, hidden] -> [words,
  /// labels] float32.
  [[nodiscard]] at::Tensor classify(const at::Tensor& hidden, const PackedBatch& batch,
                                    const Forward& forward) const;
  /// classify(encode(batch)).
  [[nodiscard]] at::Tensor logits(const PackedBatch& batch, const Forward& forward) const;

  /// Prepares for training: the wordpieces of the training data, and which part stays frozen.
  /// @param freeze_bottom -1: nothing, 0: the embeddings, k: the embeddings and the first k layers
  /// (Wu and Dredze 2019).
  /// @throws Error{kUsage} if k is larger than the number of layers.
  void make_trainable(const std::vector<text::PieceId>& pieces, std::int64_t freeze_bottom = -1);
  /// Every tensor that requires gradients, in a fixed order.
  [[nodiscard]] std::vector<NamedParameter> trainable_parameters() const;

  void to(const at::Device& device);
  [[nodiscard]] at::Device device() const { return classifier.weight.device(); }
};

/// Every float32 tensor but the word embeddings by Hugging Face's name (without "bert." or
/// "roberta."), the fused projections as one tensor "...attention.self.query_key_value".
/// `visit(name, tensor, decays)`; tensors may be replaced.
template <typename Model, typename Visit>
void visit_parameters(Model& model, Visit visit) {
  visit("embeddings.position_embeddings.weight", model.position_embeddings, true);
  visit("embeddings.token_type_embeddings.weight", model.token_type_embeddings, true);
  visit("embeddings.LayerNorm.weight", model.embedding_norm.weight, false);
  visit("embeddings.LayerNorm.bias", model.embedding_norm.bias, false);
  for (std::size_t i = 0; i < model.layers.size(); ++i) {
    auto& layer = model.layers[i];
    const std::string prefix = "encoder.layer." + std::to_string(i) + ".";
    visit(prefix + "attention.self.query_key_value.weight", layer.query_key_value.weight, true);
    visit(prefix + "attention.self.query_key_value.bias", layer.query_key_value.bias, false);
    visit(prefix + "attention.output.dense.weight", layer.attention_output.weight, true);
    visit(prefix + "attention.output.dense.bias", layer.attention_output.bias, false);
    visit(prefix + "attention.output.LayerNorm.weight", layer.attention_norm.weight, false);
    visit(prefix + "attention.output.LayerNorm.bias", layer.attention_norm.bias, false);
    visit(prefix + "intermediate.dense.weight", layer.intermediate.weight, true);
    visit(prefix + "intermediate.dense.bias", layer.intermediate.bias, false);
    visit(prefix + "output.dense.weight", layer.output.weight, true);
    visit(prefix + "output.dense.bias", layer.output.bias, false);
    visit(prefix + "output.LayerNorm.weight", layer.output_norm.weight, false);
    visit(prefix + "output.LayerNorm.bias", layer.output_norm.bias, false);
  }
  visit("classifier.weight", model.classifier.weight, true);
  visit("classifier.bias", model.classifier.bias, false);
}

}  // namespace xner::nn
