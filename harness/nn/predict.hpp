// Labels for every word of a corpus: packed, no padding, words without a wordpiece get O and are
// counted.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "harness/data/corpus.hpp"
#include "harness/nn/bert.hpp"
#include "harness/sdk/stage_message.hpp"
#include "harness/text/windows.hpp"

namespace xner::nn {

struct PredictOptions {
  at::ScalarType precision = at::kFloat;
  std::int64_t tokens_per_batch = 4096;  ///< wordpieces a forward pass, at least one sequence
  bool keep_logits = false;
};

struct Prediction {
  std::vector<std::vector<std::int32_t>> labels;  ///< model label ids by sentence and word
  at::Tensor logits;  ///< [words with a piece, labels] float32 on the CPU, in corpus order; if kept
  at::Tensor word_index;  ///< [words with a piece] int64: number of the word in the corpus, from 0;
                          ///< if kept
};

/// Labels by argmax, in evaluation mode. Adds sentences, words, pieces and seconds to `usage`.
/// @param corpus the text that `windows` encode. @param progress may be empty.
[[nodiscard]] Prediction predict(const TokenClassifier& model, const data::TextCorpus& corpus,
                                 const text::EncodedCorpus& windows, const PredictOptions& options,
                                 const std::function<void(const sdk::Progress&)>& progress,
                                 sdk::Usage& usage);

/// The predictions artifact: a line a sentence, label names separated by one space.
[[nodiscard]] std::string to_label_lines(const Prediction& prediction,
                                         const std::vector<std::string>& labels);

}  // namespace xner::nn
