// See naive_bert.hpp.
#include "tests/support/naive_bert.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include "tests/support/naive_dropout.hpp"

namespace xner::support {
namespace {

at::Tensor wide(const at::Tensor& tensor) { return tensor.to(at::kDouble); }

at::Tensor apply(const nn::Linear& linear, const at::Tensor& x) {
  return x.matmul(wide(linear.weight).t()) + wide(linear.bias);
}

at::Tensor apply(const nn::LayerNorm& norm, const at::Tensor& x, double epsilon) {
  const at::Tensor centred = x - x.mean({-1}, /*keepdim=*/true);
  const at::Tensor variance = (centred * centred).mean({-1}, /*keepdim=*/true);
  return centred / (variance + epsilon).sqrt() * wide(norm.weight) + wide(norm.bias);
}

at::Tensor activate(const at::Tensor& x, nn::Activation activation) {
  switch (activation) {
    case nn::Activation::kGelu:
      return x * 0.5 * ((x / std::sqrt(2.0)).erf() + 1.0);
    case nn::Activation::kGeluTanh:
      return x * 0.5 * (((x + 0.044715 * x * x * x) * std::sqrt(2.0 / M_PI)).tanh() + 1.0);
    case nn::Activation::kRelu:
      return x * x.gt(0);
    case nn::Activation::kSilu:
      return x / (at::exp(-x) + 1.0);
  }
  return {};
}

/// Rows of a table, taken one by one.
at::Tensor rows_of(const at::Tensor& table, const std::vector<std::int64_t>& rows) {
  return table.index_select(0, at::tensor(rows, at::kLong));
}

/// Dropout of the hidden states of one sequence.
class Dropper {
 public:
  Dropper(std::int64_t row, const nn::DropoutKey& key) : row_(row), key_(key) {}

  [[nodiscard]] at::Tensor operator()(const at::Tensor& x, std::uint32_t layer, std::uint32_t place,
                                      double probability) const {
    std::vector<std::uint32_t> keys;
    for (std::int64_t i = 0; i < x.size(0); ++i)
      keys.push_back(naive_row_key(naive_token_key(row_, i), key_, {layer, place}));
    return x * naive_multipliers(keys, x.size(1), probability, key_.active);
  }

 private:
  std::int64_t row_;
  nn::DropoutKey key_;
};

at::Tensor embed(const nn::TokenClassifier& model, const text::Window& window) {
  std::vector<std::int64_t> positions;
  if (model.config.model_type == "bert")
    for (std::size_t i = 0; i < window.pieces.size(); ++i)
      positions.push_back(static_cast<std::int64_t>(i));
  else  // as fairseq: behind the padding's own place, which padding takes and nobody else
    for (std::int64_t next = model.config.pad_token_id + 1;
         const text::PieceId piece : window.pieces)
      positions.push_back(piece == model.config.pad_token_id ? piece : next++);
  const std::vector<std::int64_t> pieces(window.pieces.begin(), window.pieces.end());
  return wide(model.word_embeddings.look_up(at::tensor(pieces, at::kLong))) +
         rows_of(wide(model.position_embeddings), positions) +
         wide(model.token_type_embeddings).select(0, 0);
}

}  // namespace

at::Tensor naive_attention(const at::Tensor& qkv, std::int64_t row,
                           const nn::AttentionOptions& options) {
  const std::int64_t tokens = qkv.size(0);
  const std::int64_t hidden = qkv.size(1) / 3;
  const std::int64_t size = hidden / options.heads;
  std::vector<at::Tensor> outputs;
  for (std::int64_t head = 0; head < options.heads; ++head) {
    const at::Tensor query = qkv.narrow(1, head * size, size);
    const at::Tensor key = qkv.narrow(1, hidden + head * size, size);
    const at::Tensor value = qkv.narrow(1, 2 * hidden + head * size, size);
    const at::Tensor scores = at::exp(query.matmul(key.t()) / std::sqrt(static_cast<double>(size)));
    std::vector<std::uint32_t> keys;
    for (std::int64_t i = 0; i < tokens; ++i)
      keys.push_back(
          naive_attention_row_key(naive_token_key(row, i), options.dropout, options.site, head));
    const at::Tensor mask =
        naive_multipliers(keys, tokens, options.dropout_probability, options.dropout.active);
    outputs.push_back((scores / scores.sum({-1}, /*keepdim=*/true) * mask).matmul(value));
  }
  return at::cat(outputs, 1);
}

at::Tensor naive_encode(const nn::TokenClassifier& model, const text::Window& window,
                        std::int64_t row, const nn::DropoutKey& dropout) {
  const nn::EncoderConfig& config = model.config;
  const Dropper drop(row, dropout);
  const double epsilon = config.layer_norm_eps;
  const double p = config.hidden_dropout_prob;
  at::Tensor x = drop(apply(model.embedding_norm, embed(model, window), epsilon), 0, 0, p);
  std::uint32_t number = 0;
  for (const nn::EncoderLayer& layer : model.layers) {
    ++number;
    const at::Tensor mixed = naive_attention(
        apply(layer.query_key_value, x), row,
        {config.num_attention_heads, config.attention_probs_dropout_prob, dropout, {number, 1}});
    x = apply(layer.attention_norm, x + drop(apply(layer.attention_output, mixed), number, 2, p),
              epsilon);
    const at::Tensor wider = activate(apply(layer.intermediate, x), config.activation);
    x = apply(layer.output_norm, x + drop(apply(layer.output, wider), number, 3, p), epsilon);
  }
  return x;
}

at::Tensor naive_logits(const nn::TokenClassifier& model, const std::vector<nn::BatchItem>& items,
                        const nn::DropoutKey& dropout) {
  std::vector<at::Tensor> logits;
  for (std::size_t row = 0; row < items.size(); ++row) {
    const auto number = static_cast<std::int64_t>(row);
    const at::Tensor hidden =
        Dropper(number, dropout)(naive_encode(model, *items[row].window, number, dropout), 0, 4,
                                 model.config.classifier_dropout);
    for (const text::WindowWord& word : items[row].window->words)
      if (word.owned) logits.push_back(apply(model.classifier, hidden.select(0, word.first_piece)));
  }
  return at::stack(logits);
}

at::Tensor naive_loss(const nn::TokenClassifier& model, const std::vector<nn::BatchItem>& items,
                      const nn::DropoutKey& dropout) {
  const at::Tensor logits = naive_logits(model, items, dropout);
  std::vector<at::Tensor> terms;
  std::int64_t row = 0;
  for (const nn::BatchItem& item : items)
    for (const text::WindowWord& word : item.window->words) {
      if (!word.owned) continue;
      const at::Tensor scores = logits.select(0, row++);
      const data::LabelId label = (*item.labels)[static_cast<std::size_t>(word.word)];
      if (label != data::kIgnored)
        terms.push_back(at::exp(scores).sum().log() - scores.select(0, label));
    }
  return at::stack(terms).mean();
}

}  // namespace xner::support
