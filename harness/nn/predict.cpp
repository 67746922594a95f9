// See predict.hpp.
#include "harness/nn/predict.hpp"

#include <algorithm>
#include <numeric>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/empty.h>
#include <c10/core/InferenceMode.h>

#include "harness/nn/batch.hpp"
#include "harness/nn/device.hpp"
#include "harness/nn/stopwatch.hpp"

namespace xner::nn {
namespace {

/// Windows in order of length: neighbours in a batch are alike, which the padded form of attention
/// likes.
std::vector<const text::Window*> by_length(const text::EncodedCorpus& windows) {
  std::vector<const text::Window*> sorted;
  for (const text::Window& window : windows.windows) sorted.push_back(&window);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    return a->pieces.size() > b->pieces.size();
  });
  return sorted;
}

/// Where each word's logits go: its number among the words with a piece, in corpus order.
class LogitRows {
 public:
  LogitRows(const data::TextCorpus& corpus, const text::EncodedCorpus& windows) {
    first_word_.push_back(0);
    for (const data::Sentence& sentence : corpus.sentences)
      first_word_.push_back(first_word_.back() + static_cast<std::int64_t>(sentence.words.size()));
    row_of_.assign(first_word_.back(), -1);
    for (const text::Window& window : windows.windows)
      for (const text::WindowWord& word : window.words)
        if (word.owned) row_of_[first_word_[window.sentence] + word.word] = 0;
    for (std::int64_t word = 0; word < first_word_.back(); ++word)
      if (row_of_[word] == 0) {
        row_of_[word] = static_cast<std::int64_t>(words_.size());
        words_.push_back(word);
      }
  }
  [[nodiscard]] std::int64_t row(std::int32_t sentence, std::int32_t word) const {
    return row_of_[first_word_[sentence] + word];
  }
  [[nodiscard]] const std::vector<std::int64_t>& words() const { return words_; }

 private:
  std::vector<std::int64_t> first_word_, row_of_, words_;
};

Prediction all_outside(const TokenClassifier& model, const data::TextCorpus& corpus) {
  const auto outside = std::find(model.labels.begin(), model.labels.end(), "O");
  const auto id =
      outside == model.labels.end() ? 0 : static_cast<std::int32_t>(outside - model.labels.begin());
  Prediction prediction;
  for (const data::Sentence& sentence : corpus.sentences)
    prediction.labels.emplace_back(sentence.words.size(), id);
  return prediction;
}

void copy_logits(const at::Tensor& logits, const PackedBatch& batch, const LogitRows& rows,
                 at::Tensor& out) {
  const at::Tensor host = logits.cpu().contiguous();
  const std::int64_t width = host.size(1);
  const auto* from = host.const_data_ptr<float>();
  auto* to = out.mutable_data_ptr<float>();
  for (std::int64_t w = 0; w < batch.words(); ++w)
    std::copy_n(from + w * width, width,
                to + rows.row(batch.word_sentence[w], batch.word_index[w]) * width);
}

}  // namespace

Prediction predict(const TokenClassifier& model, const data::TextCorpus& corpus,
                   const text::EncodedCorpus& windows, const PredictOptions& options,
                   const std::function<void(const sdk::Progress&)>& progress, sdk::Usage& usage) {
  const Stopwatch watch;
  const Forward forward{{}, options.precision};
  Prediction result = all_outside(model, corpus);
  const auto sorted = by_length(windows);
  const LogitRows rows(corpus, windows);
  // What is returned is made outside of inference mode: a later loss may save it for its backward.
  if (options.keep_logits) {
    const auto words = static_cast<std::int64_t>(rows.words().size());
    result.logits = at::empty({words, static_cast<std::int64_t>(model.labels.size())}, at::kFloat);
    result.word_index = at::empty({words}, at::kLong);
    std::copy(rows.words().begin(), rows.words().end(),
              result.word_index.mutable_data_ptr<std::int64_t>());
  }

  const c10::InferenceMode no_gradients;
  for (std::size_t begin = 0; begin < sorted.size();) {
    std::vector<BatchItem> items;
    for (std::int64_t tokens = 0; begin < sorted.size(); ++begin) {
      tokens += static_cast<std::int64_t>(sorted[begin]->pieces.size());
      if (!items.empty() && tokens > options.tokens_per_batch) break;
      items.push_back({sorted[begin], nullptr, -1});
    }
    const PackedBatch batch = pack(items, model.device());
    usage.predict_pieces += batch.tokens();
    if (batch.words() == 0) continue;
    const at::Tensor logits = model.logits(batch, forward);
    const at::Tensor best = at::argmax(logits, -1).cpu();
    const auto* label = best.const_data_ptr<std::int64_t>();
    for (std::int64_t w = 0; w < batch.words(); ++w)
      result.labels[batch.word_sentence[w]][batch.word_index[w]] =
          static_cast<std::int32_t>(label[w]);
    if (options.keep_logits) copy_logits(logits, batch, rows, result.logits);
    if (progress)
      progress({"predict", static_cast<std::int64_t>(begin),
                static_cast<std::int64_t>(sorted.size()), ""});
  }
  usage.predict_sentences += static_cast<std::int64_t>(corpus.sentences.size());
  usage.predict_words += static_cast<std::int64_t>(corpus.word_count());
  usage.predict_seconds += watch.seconds();
  usage.predict_cpu_seconds += watch.cpu_seconds();
  usage.peak_device_memory = std::max(usage.peak_device_memory, peak_device_memory(model.device()));
  return result;
}

std::string to_label_lines(const Prediction& prediction, const std::vector<std::string>& labels) {
  std::string lines;
  for (const auto& sentence : prediction.labels) {
    for (std::size_t w = 0; w < sentence.size(); ++w)
      (lines += w > 0 ? " " : "") += labels[sentence[w]];
    lines += '\n';
  }
  return lines;
}

}  // namespace xner::nn
