// See bert.hpp.
#include "harness/nn/bert.hpp"

#include <utility>

#include <ATen/TensorOperators.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/silu.h>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/nn/attention.hpp"

namespace xner::nn {
namespace {

constexpr std::uint32_t kEmbeddingPlace = 0;
constexpr std::uint32_t kAttentionPlace = 1;
constexpr std::uint32_t kAttentionOutputPlace = 2;
constexpr std::uint32_t kOutputPlace = 3;
constexpr std::uint32_t kClassifierPlace = 4;

/// The product in the wanted precision; the weights stay float32 and are cast on the way (autograd
/// casts back).
at::Tensor apply(const Linear& linear, const at::Tensor& input, at::ScalarType precision) {
  if (precision == at::kFloat) return at::linear(input.to(at::kFloat), linear.weight, linear.bias);
  return at::linear(input.to(precision), linear.weight.to(precision), linear.bias.to(precision));
}

at::Tensor apply(const LayerNorm& norm, const at::Tensor& input, double epsilon) {
  return at::layer_norm(input.to(at::kFloat), {input.size(-1)}, norm.weight, norm.bias, epsilon);
}

at::Tensor activate(const at::Tensor& input, Activation activation) {
  switch (activation) {
    case Activation::kGelu:
      return at::gelu(input);
    case Activation::kGeluTanh:
      return at::gelu(input, "tanh");
    case Activation::kRelu:
      return at::relu(input);
    case Activation::kSilu:
      return at::silu(input);
  }
  throw Error(ErrorKind::kInternal, "unknown activation function");
}

at::Tensor run_layer(const EncoderLayer& layer, const EncoderConfig& config,
                     const at::Tensor& hidden, const PackedBatch& batch, const Forward& forward,
                     std::uint32_t number) {
  const auto dropped = [&](const at::Tensor& states, std::uint32_t place) {
    return dropout(states, batch.token_keys, forward.dropout, {number, place},
                   config.hidden_dropout_prob);
  };
  const at::Tensor qkv = apply(layer.query_key_value, hidden, forward.precision);
  const at::Tensor mixed = packed_attention(qkv, batch,
                                            {config.num_attention_heads,
                                             config.attention_probs_dropout_prob,
                                             forward.dropout,
                                             {number, kAttentionPlace}});
  const at::Tensor attended = apply(
      layer.attention_norm,
      dropped(apply(layer.attention_output, mixed, forward.precision), kAttentionOutputPlace) +
          hidden,
      config.layer_norm_eps);
  const at::Tensor wide =
      activate(apply(layer.intermediate, attended, forward.precision), config.activation);
  return apply(layer.output_norm,
               dropped(apply(layer.output, wide, forward.precision), kOutputPlace) + attended,
               config.layer_norm_eps);
}

/// Said here, because LibTorch only says that an index is out of range, and a GPU aborts.
void check_fits(const PackedBatch& batch, const EncoderConfig& config) {
  if (batch.longest > config.longest_sequence())
    throw Error(
        ErrorKind::kUsage,
        fmt::format("expected at most {} wordpieces in a sequence (the encoder's positions), "
                    "found {}",
                    config.longest_sequence(), batch.longest),
        {}, "use a smaller max_length");
  if (batch.largest_piece >= config.vocab_size)
    throw Error(ErrorKind::kData,
                fmt::format("expected wordpiece ids below the encoder's vocab_size of {}, found {}",
                            config.vocab_size, batch.largest_piece),
                {}, "the tokenizer files belong to another encoder");
}

/// Rows of the position table. RoBERTa counts from behind the padding token's id, and a padding
/// token that stands in the text has that id's row and is not counted.
at::Tensor position_rows(const PackedBatch& batch, const EncoderConfig& config) {
  if (!config.family().positions_after_padding) return batch.positions;
  const at::Tensor counts = batch.pieces.ne(config.pad_token_id).to(at::kLong);
  const at::Tensor up_to = counts.cumsum(0);
  const at::Tensor before =
      (up_to - counts)
          .index_select(0, batch.sequence_starts.narrow(0, 0, batch.sequences))
          .index_select(0, batch.sequence_ids);
  return (up_to - before) * counts + config.pad_token_id;
}

}  // namespace

at::Tensor TokenClassifier::embed(const PackedBatch& batch, const Forward& forward) const {
  check_fits(batch, config);
  const std::int64_t padding = config.family().positions_after_padding ? config.pad_token_id : -1;
  const at::Tensor sum = word_embeddings.look_up(batch.pieces) +
                         at::embedding(position_embeddings, position_rows(batch, config), padding) +
                         token_type_embeddings.select(0, 0);
  return dropout(apply(embedding_norm, sum, config.layer_norm_eps), batch.token_keys,
                 forward.dropout, {0, kEmbeddingPlace}, config.hidden_dropout_prob);
}

at::Tensor TokenClassifier::run_layers(at::Tensor hidden, const PackedBatch& batch,
                                       const Forward& forward, std::int64_t from,
                                       std::int64_t to) const {
  for (std::int64_t i = from; i < to; ++i)
    hidden =
        run_layer(layers[i], config, hidden, batch, forward, static_cast<std::uint32_t>(i + 1));
  return hidden;
}

at::Tensor TokenClassifier::encode(const PackedBatch& batch, const Forward& forward) const {
  return run_layers(embed(batch, forward), batch, forward, 0,
                    static_cast<std::int64_t>(layers.size()));
}

at::Tensor TokenClassifier::classify(const at::Tensor& hidden, const PackedBatch& batch,
                                     const Forward& forward) const {
  const at::Tensor words = hidden.index_select(0, batch.first_pieces);
  const at::Tensor keys = batch.token_keys.index_select(0, batch.first_pieces);
  const at::Tensor dropped =
      dropout(words, keys, forward.dropout, {0, kClassifierPlace}, config.classifier_dropout);
  return apply(classifier, dropped, at::kFloat);
}

at::Tensor TokenClassifier::logits(const PackedBatch& batch, const Forward& forward) const {
  return classify(encode(batch, forward), batch, forward);
}

void TokenClassifier::make_trainable(const std::vector<text::PieceId>& pieces,
                                     std::int64_t freeze_bottom) {
  const auto depth = static_cast<std::int64_t>(layers.size());
  if (freeze_bottom < -1 || freeze_bottom > depth)
    throw Error(
        ErrorKind::kUsage,
        fmt::format(
            "freeze_bottom: expected -1 (nothing) to {} (all layers of this encoder), found {}",
            depth, freeze_bottom));
  visit_parameters(*this, [&](const std::string& name, at::Tensor& tensor, bool) {
    bool frozen = name.starts_with("embeddings.") && freeze_bottom >= 0;
    if (name.starts_with("encoder.layer.")) frozen = std::stoll(name.substr(14)) < freeze_bottom;
    tensor = tensor.detach().requires_grad_(!frozen);
  });
  if (freeze_bottom < 0)
    word_embeddings.make_trainable(pieces);
  else
    word_embeddings.freeze();
}

std::vector<NamedParameter> TokenClassifier::trainable_parameters() const {
  std::vector<NamedParameter> parameters;
  if (const at::Tensor& rows = word_embeddings.trainable(); rows.defined() && rows.requires_grad())
    parameters.push_back({"embeddings.word_embeddings.weight", rows, true});
  visit_parameters(*this, [&](const std::string& name, const at::Tensor& tensor, bool decays) {
    if (tensor.requires_grad()) parameters.push_back({name, tensor, decays});
  });
  parameters.insert(parameters.end(), companions.begin(), companions.end());
  return parameters;
}

TokenClassifier TokenClassifier::clone() const {
  TokenClassifier copy;
  copy.config = config;
  copy.labels = labels;
  copy.word_embeddings = word_embeddings.clone();
  copy.position_embeddings = position_embeddings;
  copy.token_type_embeddings = token_type_embeddings;
  copy.embedding_norm = embedding_norm;
  copy.layers = layers;
  copy.classifier = classifier;
  copy.companions = companions;
  const auto own = [](const std::string&, at::Tensor& tensor, bool) {
    tensor = tensor.detach().clone().requires_grad_(tensor.requires_grad());
  };
  visit_parameters(copy, own);
  for (NamedParameter& one : copy.companions) own(one.name, one.tensor, one.decays);
  return copy;
}

void TokenClassifier::to(const at::Device& device) {
  word_embeddings.to(device);
  const auto move = [&](const std::string&, at::Tensor& tensor, bool) {
    const bool trains = tensor.requires_grad();
    tensor = tensor.detach().to(device).requires_grad_(trains);
  };
  visit_parameters(*this, move);
  for (NamedParameter& one : companions) move(one.name, one.tensor, one.decays);
}

}  // namespace xner::nn
