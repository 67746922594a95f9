// Tests of harness/nn/predict.hpp: every word of a corpus is labelled, in the corpus's order.
#include "harness/nn/predict.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <gmock/gmock.h>

#include "tests/support/nn_samples.hpp"
#include "tests/support/toy_tokenizer.hpp"

namespace xner::nn {
namespace {

using support::ToyTokenizer;

class Predict : public ::testing::Test {
 protected:
  Predict() {
    // Sentence 1 has a word without pieces, sentence 2 nothing else, sentence 3 several windows.
    add(5);
    add(3);
    corpus_.sentences[1].words[1] = "~";
    corpus_.sentences.push_back({"3", {"~", "~"}, ""});
    add(25);
    add(1);
    add(8);
    windows_ = text::encode(corpus_, ToyTokenizer(), {.max_length = 12, .stride = 4});
    EXPECT_EQ(windows_.words_without_piece, 3U);
    EXPECT_GE(windows_.split_sentences, 1U);
    model_.labels = {"B-LOC", "I-LOC", "O", "B-PER", "I-PER"};  // O is not the first
  }
  void add(int words) {
    const std::string number = std::to_string(corpus_.sentences.size());
    data::Sentence sentence{number, {}, ""};
    for (int i = 0; i < words; ++i)
      sentence.words.push_back("w" + number + "." + std::to_string(i));
    corpus_.sentences.push_back(sentence);
  }
  [[nodiscard]] Prediction predicted(std::int64_t tokens_per_batch = 4096, bool logits = true) {
    return predict(model_, corpus_, windows_,
                   {.tokens_per_batch = tokens_per_batch, .keep_logits = logits}, {}, usage_);
  }
  /// The logits of one word, from its window by itself.
  [[nodiscard]] at::Tensor alone(std::int32_t sentence, std::int32_t word) const {
    for (const text::Window& window : windows_.windows) {
      const BatchItem item{&window, nullptr, -1};
      const PackedBatch batch = pack({&item, 1}, at::kCPU);
      for (std::int64_t w = 0; w < batch.words(); ++w)
        if (batch.word_sentence[w] == sentence && batch.word_index[w] == word)
          return model_.logits(batch, {})[w];
    }
    return {};
  }

  data::TextCorpus corpus_;
  text::EncodedCorpus windows_;
  TokenClassifier model_ = support::tiny_model(2);
  sdk::Usage usage_;
};

TEST_F(Predict, EveryWordInTheOrderOfTheFile) {
  const Prediction found = predicted();
  std::int64_t row = 0;
  std::int64_t number = -1;
  ASSERT_EQ(found.labels.size(), corpus_.sentences.size());
  for (std::size_t s = 0; s < corpus_.sentences.size(); ++s) {
    ASSERT_EQ(found.labels[s].size(), corpus_.sentences[s].words.size());
    for (std::size_t w = 0; w < found.labels[s].size(); ++w) {
      ++number;
      const at::Tensor expected = alone(static_cast<std::int32_t>(s), static_cast<std::int32_t>(w));
      if (!expected.defined()) {
        EXPECT_EQ(found.labels[s][w], 2) << "a word without pieces is O";
        continue;
      }
      ASSERT_LT(row, found.logits.size(0));
      EXPECT_EQ(found.word_index[row].item<std::int64_t>(), number);
      EXPECT_LT(support::relative_difference(found.logits[row], expected), 1e-6);
      EXPECT_EQ(found.labels[s][w], at::argmax(expected).item<std::int64_t>());
      ++row;
    }
  }
  EXPECT_EQ(found.logits.size(0), row);
  EXPECT_EQ(number, 43);
}

TEST_F(Predict, BatchSizeChangesNoLabel) {
  const Prediction whole = predicted();
  for (const std::int64_t tokens : {1, 20, 50}) {
    const Prediction found = predicted(tokens);
    EXPECT_EQ(found.labels, whole.labels) << tokens;
    EXPECT_LT(support::relative_difference(found.logits, whole.logits), 1e-6) << tokens;
    EXPECT_TRUE(found.word_index.equal(whole.word_index));
  }
}

TEST_F(Predict, LogitsOnlyIfAskedFor) {
  const Prediction found = predicted(4096, false);
  EXPECT_EQ(found.labels, predicted().labels);
  EXPECT_FALSE(found.logits.defined());
  EXPECT_FALSE(found.word_index.defined());
}

// A distillation loss saves the teacher's logits for its backward.
TEST_F(Predict, LogitsMayEnterALoss) {
  const Prediction found = predicted();
  const at::Tensor student = found.logits.clone().requires_grad_(true);
  (student * found.logits).sum().backward();
  EXPECT_TRUE(student.grad().equal(found.logits));
}

TEST_F(Predict, AModelInTrainingPredictsAsWhenItIsLoaded) {
  const Prediction before = predicted();
  model_.make_trainable({2, 3, 4, 5});  // most pieces of the corpus are not trainable
  const Prediction after = predicted();
  EXPECT_TRUE(after.logits.equal(before.logits));
  EXPECT_TRUE(at::GradMode::is_enabled());
}

TEST_F(Predict, CountsAndReports) {
  std::vector<std::int64_t> done;
  (void)predict(
      model_, corpus_, windows_, {.tokens_per_batch = 30},
      [&](const sdk::Progress& progress) {
        EXPECT_EQ(progress.phase, "predict");
        EXPECT_EQ(progress.total, static_cast<std::int64_t>(windows_.windows.size()));
        done.push_back(progress.done);
      },
      usage_);
  EXPECT_GT(done.size(), 1U);
  EXPECT_EQ(done.back(), static_cast<std::int64_t>(windows_.windows.size()));
  EXPECT_EQ(usage_.predict_sentences, 6);
  EXPECT_EQ(usage_.predict_words, 44);
  std::int64_t pieces = 0;
  for (const text::Window& window : windows_.windows)
    pieces += static_cast<std::int64_t>(window.pieces.size());
  EXPECT_EQ(usage_.predict_pieces, pieces);
  EXPECT_GT(usage_.predict_seconds, 0);
}

TEST_F(Predict, EmptyCorpus) {
  corpus_.sentences.clear();
  windows_ = {};
  const Prediction found = predicted();
  EXPECT_TRUE(found.labels.empty());
  EXPECT_EQ(found.logits.sizes(), (std::vector<std::int64_t>{0, 5}));
}

TEST(LabelLines, OneLineASentence) {
  EXPECT_EQ(to_label_lines({{{0, 1, 2}, {0}}, {}, {}}, {"O", "B-X", "I-X"}), "O B-X I-X\nO\n");
}

}  // namespace
}  // namespace xner::nn
