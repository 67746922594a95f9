// Small models, windows and corpora for the tests of harness/nn, drawn from seeds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "harness/data/corpus.hpp"
#include "harness/nn/batch.hpp"
#include "harness/nn/bert.hpp"
#include "harness/text/windows.hpp"

namespace xner::support {

inline constexpr text::PieceId kStart = 2;
inline constexpr text::PieceId kEnd = 3;

/// 40 wordpieces, 16 wide, 2 heads, 32 in the feed-forward layer; `raw` holds the same, for saving.
[[nodiscard]] nn::EncoderConfig tiny_config(std::int64_t layers = 2);

/// The same as XLM-RoBERTa: padding is piece 1, positions begin at 2, one token type.
[[nodiscard]] nn::EncoderConfig tiny_roberta_config(std::int64_t layers = 2);

/// O, B-LOC, I-LOC, B-PER, I-PER.
[[nodiscard]] std::vector<std::string> tiny_labels();

/// A model none of whose parameters is special: biases are not 0, LayerNorm is not the identity.
[[nodiscard]] nn::TokenClassifier tiny_model(std::uint64_t seed, std::int64_t layers = 2);
[[nodiscard]] nn::TokenClassifier tiny_model(std::uint64_t seed, nn::EncoderConfig config);

/// A corpus with its windows and labels, as reader and tokenizer would make them. Words have one to
/// three wordpieces, about one label in six is `kIgnored`.
struct Sample {
  data::TextCorpus corpus;
  text::EncodedCorpus windows;
  std::vector<std::vector<data::LabelId>> labels;  ///< by sentence and word

  /// One batch item a window, in corpus order. They point into this sample.
  [[nodiscard]] std::vector<nn::BatchItem> items() const;
};
[[nodiscard]] Sample make_sample(const std::vector<std::int32_t>& words_of_sentence,
                                 std::uint64_t seed);

/// All tensors of a model, by name, word embeddings first.
[[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> all_tensors(
    const nn::TokenClassifier& model);

/// The largest |a - b|, as a share of the largest |b|.
[[nodiscard]] double relative_difference(const at::Tensor& a, const at::Tensor& b);

}  // namespace xner::support
