// Tests of harness/nn/soft_labels.hpp: what a teacher says of a text, on file, mixed, and by batch.
#include "harness/nn/soft_labels.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/nn/fine_tune.hpp"
#include "harness/nn/losses.hpp"
#include "harness/nn/safetensors.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SoftLabelsOfATeacher : public testing::Test {
 protected:
  [[nodiscard]] SoftLabels annotated(const TokenClassifier& teacher) const {
    sdk::Usage usage;
    return annotate(teacher, sample_.corpus, sample_.windows, {}, {}, usage);
  }
  template <class Action>
  std::string error(Action action) {
    try {
      static_cast<void>(action());
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
  /// Reads what a file holds that is wrong in one respect.
  std::string damaged(const at::Tensor& probabilities, const at::Tensor& words,
                      const std::string& labels = "O\nB-LOC") {
    write_safetensors(file_, {{"probabilities", probabilities}, {"word_index", words}},
                      {{"labels", labels}});
    return error([&] { return read_soft_labels(file_); });
  }

  support::Sample sample_ = support::make_sample({5, 2, 9, 3, 1, 7}, 21);
  TokenClassifier teacher_ = support::tiny_model(7);
  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "soft.safetensors";
};

TEST_F(SoftLabelsOfATeacher, AreTheSoftmaxWithoutDropout) {
  teacher_.config.hidden_dropout_prob = 0.5;
  const SoftLabels soft = annotated(teacher_);
  EXPECT_EQ(soft.labels, support::tiny_labels());
  const auto items = sample_.items();
  const PackedBatch batch = pack(items, at::kCPU);
  const at::Tensor expected = at::softmax(teacher_.logits(batch, {}), -1);
  ASSERT_EQ(soft.probabilities.sizes(), expected.sizes());
  EXPECT_TRUE(soft.probabilities.allclose(expected, 1e-5, 1e-6));
  EXPECT_EQ(soft.probabilities.scalar_type(), at::kFloat);
}

TEST_F(SoftLabelsOfATeacher, WordsWithoutAPieceHaveNoRow) {
  const SoftLabels all = annotated(teacher_);
  const std::int64_t words = all.word_index.size(0);
  std::erase_if(sample_.windows.windows, [](const auto& window) { return window.sentence == 1; });
  const SoftLabels fewer = annotated(teacher_);
  ASSERT_EQ(fewer.word_index.size(0), words - 2);
  EXPECT_EQ(fewer.word_index[5].item<std::int64_t>(), 7);  // after the 5 of the first sentence
  const SoftTargets targets(fewer, sample_.corpus, at::kCPU);
  EXPECT_THAT(targets.hard_labels()[1], ElementsAre(data::kIgnored, data::kIgnored));
}

TEST_F(SoftLabelsOfATeacher, ComeBackFromAFile) {
  const SoftLabels soft = annotated(teacher_);
  write_soft_labels(file_, soft);
  const SoftLabels again = read_soft_labels(file_);
  EXPECT_EQ(again.labels, soft.labels);
  EXPECT_TRUE(again.probabilities.equal(soft.probabilities));
  EXPECT_TRUE(again.word_index.equal(soft.word_index));
}

TEST_F(SoftLabelsOfATeacher, AFileThatSaysSomethingElseIsRefused) {
  const at::Tensor rows = at::tensor({0.25F, 0.75F, 1.F, 0.F}).view({2, 2});
  const auto words = [](std::int64_t a, std::int64_t b) { return at::tensor({a, b}, at::kLong); };
  EXPECT_EQ(damaged(rows, words(0, 3)), "no error");
  EXPECT_THAT(damaged(rows, words(0, 3), "O"), HasSubstr("float32 [words, 1]"));
  EXPECT_THAT(damaged(rows, words(0, 3), ""), HasSubstr("float32 [words, 0]"));
  EXPECT_THAT(damaged(rows.to(at::kDouble), words(0, 3)), HasSubstr("float32"));
  EXPECT_THAT(damaged(rows, words(3, 3)), HasSubstr("ascending word numbers, found 3 at row 1"));
  EXPECT_THAT(damaged(rows, words(-1, 3)), HasSubstr("found -1 at row 0"));
  EXPECT_THAT(damaged(rows * 2, words(0, 3)), HasSubstr("rows that sum to 1, found 2 at row 0"));
  EXPECT_THAT(damaged(at::tensor({1.5F, -0.5F, 1.F, 0.F}).view({2, 2}), words(0, 3)),
              HasSubstr("at row 0"));
  EXPECT_THAT(damaged(rows / at::tensor({1.F, 0.F}), words(0, 3)), HasSubstr("at row 0"));  // NaN
  write_safetensors(file_, {{"logits", rows}});
  EXPECT_THAT(error([&] { return read_soft_labels(file_); }), HasSubstr("'probabilities'"));
}

TEST_F(SoftLabelsOfATeacher, MixIfTheySpeakOfTheSame) {
  const std::vector<SoftLabels> two{annotated(teacher_), annotated(support::tiny_model(8))};
  const SoftLabels mixed = mix(two, std::vector<double>{1, 3});
  EXPECT_TRUE(
      mixed.probabilities.allclose(two[0].probabilities * 0.25 + two[1].probabilities * 0.75));
  EXPECT_EQ(mixed.labels, two[0].labels);
  std::vector<SoftLabels> unlike = two;
  unlike[1].labels.back() = "B-MISC";
  EXPECT_THAT(error([&] { return mix(unlike, std::vector<double>{1, 3}); }), HasSubstr("B-MISC"));
  unlike = two;
  unlike[1].word_index = unlike[1].word_index + 1;
  EXPECT_THAT(error([&] {
                return mix(unlike, std::vector<double>{1, 3});
              }),
              HasSubstr("teachers of the same text"));
}

TEST_F(SoftLabelsOfATeacher, AreFoundByWordInWhateverOrderABatchHas) {
  const SoftLabels soft = annotated(teacher_);
  const SoftTargets targets(soft, sample_.corpus, at::kCPU);
  auto items = sample_.items();
  std::reverse(items.begin(), items.end());
  const PackedBatch batch = pack(std::span(items).first(3), at::kCPU);
  const auto rows = targets.rows(batch);
  EXPECT_TRUE(rows.mask.all().item<bool>());
  EXPECT_TRUE(rows.probabilities.allclose(at::softmax(teacher_.logits(batch, {}), -1), 1e-5, 1e-6));
  const auto& hard = targets.hard_labels();
  const at::Tensor best = at::argmax(rows.probabilities, -1);
  for (std::int64_t w = 0; w < batch.words(); ++w)
    EXPECT_EQ(hard[batch.word_sentence[w]][batch.word_index[w]], best[w].item<std::int64_t>());
}

TEST_F(SoftLabelsOfATeacher, WordsWithoutARowTakeNoPart) {
  SoftLabels soft = annotated(teacher_);
  const std::int64_t kept = soft.word_index.size(0) - 4;
  soft = {soft.labels, soft.probabilities.narrow(0, 4, kept), soft.word_index.narrow(0, 4, kept)};
  const SoftTargets targets(soft, sample_.corpus, at::kCPU);
  const auto items = sample_.items();
  const auto rows = targets.rows(pack(items, at::kCPU));
  EXPECT_EQ(rows.mask.sum().item<std::int64_t>(), kept);
  EXPECT_FALSE(rows.mask[0].item<bool>());
  EXPECT_TRUE(rows.probabilities[0].equal(at::zeros({5})));
}

TEST_F(SoftLabelsOfATeacher, OfAnotherTextAreRefused) {
  const SoftLabels soft = annotated(teacher_);
  sample_.corpus.sentences.pop_back();
  EXPECT_THAT(error([&] { return SoftTargets(soft, sample_.corpus, at::kCPU); }),
              HasSubstr("of another text: they speak of word 26"));
}

TEST_F(SoftLabelsOfATeacher, AStudentLearnsThem) {
  const SoftLabels soft = annotated(teacher_);
  const SoftTargets targets(soft, sample_.corpus, at::kCPU);
  TokenClassifier student = support::tiny_model(9);
  student.make_trainable(text::pieces_of(sample_.windows));
  sdk::Conditions conditions;
  conditions.learning_rate = 1e-2;
  conditions.max_steps = 80;
  conditions.train_batch_size = 3;
  conditions.dropout = 0;
  set_dropout(student, conditions);
  sdk::Usage usage;
  const auto history = fine_tune(
      student, TrainingSet(sample_.windows, targets.hard_labels()), conditions, 1,
      {.loss =
           [&](const PackedBatch& batch, const Forward& forward, std::int64_t normaliser) {
             const auto rows = targets.rows(batch);
             EXPECT_EQ(normaliser, rows.mask.sum().item<std::int64_t>());
             return probability_mse(student.logits(batch, forward), rows.probabilities, rows.mask,
                                    normaliser);
           },
       .evaluate = {},
       .progress = {}},
      usage);
  EXPECT_LT(history.back().loss, 0.2 * history.front().loss);
}

}  // namespace
}  // namespace xner::nn
