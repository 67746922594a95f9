// A teacher's probabilities for the words of a corpus: made once, kept as a file, looked up for
// every batch of a student's training.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "harness/nn/batch.hpp"
#include "harness/nn/predict.hpp"

namespace xner::nn {

/// One row for every word that has a wordpiece; words without one have no row.
struct SoftLabels {
  std::vector<std::string> labels;  ///< names of the columns, in the teacher's order
  at::Tensor probabilities;  ///< [rows, labels] float32, CPU: softmax at temperature 1 of the
                             ///< word's first piece
  at::Tensor
      word_index;  ///< [rows] int64, CPU: number of the word in the corpus, from 0, ascending
};

/// Probabilities of every word, in evaluation mode (no dropout). Adds to `usage` as `predict`.
/// @param corpus the text that `windows` encode. @param progress may be empty.
[[nodiscard]] SoftLabels annotate(const TokenClassifier& model, const data::TextCorpus& corpus,
                                  const text::EncodedCorpus& windows, PredictOptions options,
                                  const std::function<void(const sdk::Progress&)>& progress,
                                  sdk::Usage& usage);

/// As a safetensors file: "probabilities", "word_index", and the label names, which hold no line
/// break, one a line under "labels" of the file's metadata.
void write_soft_labels(const std::filesystem::path& file, const SoftLabels& soft);

/// @throws Error{kData} naming the file, unless it holds what `write_soft_labels` writes: shapes
/// that agree, ascending word numbers, rows of finite probabilities that sum to 1.
[[nodiscard]] SoftLabels read_soft_labels(const std::filesystem::path& file);

/// The mixture of several teachers of the same text, see `mix_probabilities`.
/// @throws Error{kData} if their label names or their words differ; Error{kUsage} for the weights.
[[nodiscard]] SoftLabels mix(std::span<const SoftLabels> teachers, std::span<const double> weights);

/// What a student learns from: soft labels, by word of a batch.
class SoftTargets {
 public:
  /// Rows of one batch, in its order of words, on the student's device.
  struct Rows {
    at::Tensor probabilities;  ///< [words, labels] float32; 0 where there is no row
    at::Tensor mask;           ///< [words] bool: there is a row
  };

  /// @param corpus the text that the rows are about, which the student's batches are made from.
  /// @throws Error{kData} if a word number is beyond the corpus.
  SoftTargets(const SoftLabels& soft, const data::TextCorpus& corpus, const at::Device& device);

  [[nodiscard]] Rows rows(const PackedBatch& batch) const;

  /// The most probable label of each word, `data::kIgnored` where there is no row: what marks the
  /// words of a TrainingSet that take part, and the labels of a hard-label term. Never gold.
  [[nodiscard]] const std::vector<std::vector<data::LabelId>>& hard_labels() const noexcept {
    return hard_labels_;
  }

 private:
  std::vector<std::int64_t> first_word_;  // by sentence
  std::vector<std::int64_t> row_of_;      // by word of the corpus; -1: none
  std::vector<std::vector<data::LabelId>> hard_labels_;
  at::Tensor table_;  // [rows + 1, labels], the last row is 0
};

}  // namespace xner::nn
