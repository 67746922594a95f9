// See soft_labels.hpp.
#include "harness/nn/soft_labels.hpp"

#include <cmath>
#include <sstream>
#include <utility>

#include <ATen/ops/argmax.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/nn/losses.hpp"
#include "harness/nn/safetensors.hpp"

namespace xner::nn {
namespace {

constexpr const char* kProbabilities = "probabilities";
constexpr const char* kWordIndex = "word_index";
constexpr const char* kLabels = "labels";
/// How far the sum of a row of float32 may be from 1.
constexpr double kSumTolerance = 1e-3;

[[noreturn]] void not_soft_labels(const std::filesystem::path& file, const std::string& what) {
  throw Error(ErrorKind::kData, "expected a teacher's probabilities: " + what, Place{file.string()},
              "the stage that annotates the text makes it anew");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void check_shapes(const SoftLabels& soft, const std::filesystem::path& file) {
  const auto columns = static_cast<std::int64_t>(soft.labels.size());
  const at::Tensor& rows = soft.probabilities;
  const bool good = rows.scalar_type() == at::kFloat &&
                    soft.word_index.scalar_type() == at::kLong && rows.dim() == 2 &&
                    soft.word_index.dim() == 1 && rows.size(1) == columns &&
                    rows.size(0) == soft.word_index.size(0) && columns > 0;
  if (!good)
    not_soft_labels(
        file, fmt::format("float32 [words, {}] and int64 [words], found [{}] and [{}]", columns,
                          fmt::join(rows.sizes(), ", "), fmt::join(soft.word_index.sizes(), ", ")));
}

void check_rows(const SoftLabels& soft, const std::filesystem::path& file) {
  const std::int64_t columns = soft.probabilities.size(1);
  const auto* value = soft.probabilities.const_data_ptr<float>();
  const auto* word = soft.word_index.const_data_ptr<std::int64_t>();
  for (std::int64_t row = 0; row < soft.probabilities.size(0); ++row) {
    if (word[row] < 0 || (row > 0 && word[row] <= word[row - 1]))
      not_soft_labels(file,
                      fmt::format("ascending word numbers, found {} at row {}", word[row], row));
    double sum = 0;
    bool good = true;
    for (std::int64_t c = 0; c < columns; ++c) {
      const float p = value[row * columns + c];
      good = good && p >= 0;  // false for NaN
      sum += p;
    }
    if (!good || !(std::abs(sum - 1) <= kSumTolerance))
      not_soft_labels(file, fmt::format("rows that sum to 1, found {} at row {}", sum, row));
  }
}

at::Tensor tensor_of(const std::map<std::string, at::Tensor>& tensors, const char* name,
                     const std::filesystem::path& file) {
  const auto found = tensors.find(name);
  if (found == tensors.end()) not_soft_labels(file, fmt::format("a tensor '{}', found none", name));
  return found->second.contiguous();
}

}  // namespace

SoftLabels annotate(const TokenClassifier& model, const data::TextCorpus& corpus,
                    const text::EncodedCorpus& windows, PredictOptions options,
                    const std::function<void(const sdk::Progress&)>& progress, sdk::Usage& usage) {
  options.keep_logits = true;
  const Prediction prediction = predict(model, corpus, windows, options, progress, usage);
  return {model.labels, at::softmax(prediction.logits, -1), prediction.word_index};
}

void write_soft_labels(const std::filesystem::path& file, const SoftLabels& soft) {
  write_safetensors(file, {{kProbabilities, soft.probabilities}, {kWordIndex, soft.word_index}},
                    {{kLabels, fmt::format("{}", fmt::join(soft.labels, "\n"))}});
}

SoftLabels read_soft_labels(const std::filesystem::path& file) {
  std::map<std::string, std::string> metadata;
  const auto tensors = read_safetensors(file, &metadata);
  SoftLabels soft{lines_of(metadata[kLabels]), tensor_of(tensors, kProbabilities, file),
                  tensor_of(tensors, kWordIndex, file)};
  check_shapes(soft, file);
  check_rows(soft, file);
  return soft;
}

SoftLabels mix(std::span<const SoftLabels> teachers, std::span<const double> weights) {
  std::vector<at::Tensor> probabilities;
  for (const SoftLabels& teacher : teachers) {
    if (teacher.labels != teachers[0].labels)
      throw Error(
          ErrorKind::kData,
          fmt::format("expected teachers of the same labels, found [{}] and [{}]",
                      fmt::join(teachers[0].labels, ", "), fmt::join(teacher.labels, ", ")));
    if (!teacher.word_index.equal(teachers[0].word_index))
      throw Error(ErrorKind::kData,
                  fmt::format("expected teachers of the same text, found {} and {} words with a "
                              "wordpiece, or others",
                              teachers[0].word_index.size(0), teacher.word_index.size(0)));
    probabilities.push_back(teacher.probabilities);
  }
  at::Tensor mixed = mix_probabilities(probabilities, weights);
  return {teachers[0].labels, std::move(mixed), teachers[0].word_index};
}

SoftTargets::SoftTargets(const SoftLabels& soft, const data::TextCorpus& corpus,
                         const at::Device& device) {
  std::int64_t words = 0;
  for (const data::Sentence& sentence : corpus.sentences) {
    first_word_.push_back(words);
    words += static_cast<std::int64_t>(sentence.words.size());
    hard_labels_.emplace_back(sentence.words.size(), data::kIgnored);
  }
  row_of_.assign(words, -1);
  const std::int64_t rows = soft.word_index.size(0);
  const auto* word = soft.word_index.const_data_ptr<std::int64_t>();
  if (rows > 0 && word[rows - 1] >= words)
    throw Error(
        ErrorKind::kData,
        fmt::format("the teacher's probabilities are of another text: they speak of word {}, "
                    "'{}' has {} words",
                    word[rows - 1], corpus.name, words));
  const at::Tensor best = at::argmax(soft.probabilities, -1);
  const auto* label = best.const_data_ptr<std::int64_t>();
  std::size_t sentence = 0;
  for (std::int64_t row = 0; row < rows; ++row) {
    while (sentence + 1 < first_word_.size() && first_word_[sentence + 1] <= word[row]) ++sentence;
    row_of_[word[row]] = row;
    hard_labels_[sentence][word[row] - first_word_[sentence]] =
        static_cast<data::LabelId>(label[row]);
  }
  table_ = at::cat({soft.probabilities, at::zeros({1, soft.probabilities.size(1)}, at::kFloat)})
               .to(device);
}

SoftTargets::Rows SoftTargets::rows(const PackedBatch& batch) const {
  const std::int64_t none = table_.size(0) - 1;
  at::Tensor index = at::empty({batch.words()}, at::kLong);
  auto* to = index.mutable_data_ptr<std::int64_t>();
  for (std::int64_t w = 0; w < batch.words(); ++w) {
    const std::int64_t row = row_of_[first_word_[batch.word_sentence[w]] + batch.word_index[w]];
    to[w] = row < 0 ? none : row;
  }
  index = index.to(table_.device(), /*non_blocking=*/true);
  return {table_.index_select(0, index), index.ne(none)};
}

}  // namespace xner::nn
