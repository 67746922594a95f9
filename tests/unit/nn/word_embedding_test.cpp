// Tests of harness/nn/word_embedding.hpp: training the compact table is training the whole one.
#include "harness/nn/word_embedding.hpp"

#include <map>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include "harness/base/random.hpp"
#include "harness/nn/initialise.hpp"
#include "harness/nn/optimizer.hpp"
#include "tests/support/naive_adamw.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

constexpr std::int64_t kVocabulary = 30;
constexpr std::int64_t kHidden = 8;
const std::vector<text::PieceId> kPieces{2, 3, 5, 11, 20, 29};

at::Tensor new_table() { return normal_tensor({kVocabulary, kHidden}, 1, 3, "table"); }
at::Tensor ids(const std::vector<std::int64_t>& values) { return at::tensor(values, at::kLong); }

/// 40 steps on sum of |row - 1|^2 / 2 over random pieces of kPieces, on both tables at once.
class Training {
 public:
  explicit Training(const AdamWOptions& options) : options_(options) {
    const at::Tensor table = new_table().to(at::kDouble);
    dense_.push_back(
        {{table.const_data_ptr<double>(), table.const_data_ptr<double>() + table.numel()}});
    compact_.make_trainable(kPieces);
  }

  void run() {
    AdamW optimizer({{"words", compact_.trainable(), true}}, options_);
    RandomStream random(1);
    for (int step = 0; step < 40; ++step) {
      const double rate = 0.03 / (1 + 0.1 * step);
      std::vector<std::int64_t> pieces;
      for (int i = 0; i < 4; ++i) pieces.push_back(kPieces[random.below(kPieces.size())]);
      ((compact_.look_up(ids(pieces)) - 1).square().sum() / 2).backward();
      optimizer.step(rate);
      compact_.shrink_others(1 - rate * options_.weight_decay);
      support::naive_adamw_step(dense_, {gradient(pieces)}, rate, options_);
      decay_ *= 1 - rate * options_.weight_decay;
    }
  }

  [[nodiscard]] at::Tensor dense() const {
    return at::tensor(dense_[0].values, at::kDouble).view({kVocabulary, kHidden});
  }
  [[nodiscard]] const WordEmbedding& compact() const { return compact_; }
  [[nodiscard]] double decay() const { return decay_; }

 private:
  [[nodiscard]] std::vector<double> gradient(const std::vector<std::int64_t>& pieces) const {
    std::vector<double> gradient(kVocabulary * kHidden, 0.0);
    for (const std::int64_t piece : pieces)
      for (std::int64_t k = piece * kHidden; k < (piece + 1) * kHidden; ++k)
        gradient[k] += dense_[0].values[k] - 1;
    return gradient;
  }

  AdamWOptions options_;
  WordEmbedding compact_{new_table()};
  std::vector<support::NaiveParameter> dense_;
  double decay_ = 1;
};

class CompactTraining : public ::testing::TestWithParam<AdamWOptions> {};

TEST_P(CompactTraining, EqualsDenseTraining) {
  Training training(GetParam());
  training.run();
  const at::Tensor table = training.compact().whole_table();
  EXPECT_LT(support::relative_difference(table, training.dense()), 2e-6);
  // Rows without a gradient, by the closed form.
  const at::Tensor others = ids({0, 1, 4, 28});
  EXPECT_LT(support::relative_difference(table.index_select(0, others),
                                         new_table().index_select(0, others) * training.decay()),
            1e-6);
  // Evaluation sees the same table.
  const at::NoGradGuard no_gradients;
  const at::Tensor pieces = ids({0, 2, 29, 28, 2});
  EXPECT_TRUE(training.compact().look_up(pieces).equal(table.index_select(0, pieces)));
}

INSTANTIATE_TEST_SUITE_P(Options, CompactTraining,
                         ::testing::Values(AdamWOptions{.max_grad_norm = 0},
                                           AdamWOptions{.max_grad_norm = 1},
                                           AdamWOptions{.weight_decay = 0.1, .max_grad_norm = 0},
                                           AdamWOptions{.weight_decay = 0.1, .max_grad_norm = 1}));

TEST(WordEmbedding, LooksUpBeforeAnythingIsTrainable) {
  const WordEmbedding words(new_table());
  const at::Tensor pieces = ids({4, 4, 29});
  EXPECT_TRUE(words.look_up(pieces).equal(new_table().index_select(0, pieces)));
  EXPECT_FALSE(words.trainable().defined());
  EXPECT_TRUE(words.whole_table().equal(new_table()));
  EXPECT_EQ(words.vocabulary_size(), kVocabulary);
  EXPECT_EQ(words.hidden_size(), kHidden);
}

TEST(WordEmbedding, TheTableThatItWasGivenIsNotWritten) {
  const at::Tensor table = new_table();
  WordEmbedding words(table);
  words.make_trainable(kPieces);
  at::Tensor rows = words.trainable().detach();
  rows.fill_(7);
  words.shrink_others(0.5);
  EXPECT_TRUE(table.equal(new_table()));
  EXPECT_TRUE(words.whole_table()[2].eq(7).all().item<bool>());
  EXPECT_TRUE(words.whole_table()[4].equal(table[4] * 0.5));
}

// A second training, on other data, starts from what the first one left.
TEST(WordEmbedding, MadeTrainableTwice) {
  WordEmbedding words(new_table());
  words.make_trainable(kPieces);
  at::Tensor rows = words.trainable().detach();
  rows += 1;
  words.shrink_others(0.5);
  const at::Tensor before = words.whole_table();
  words.make_trainable({0, 2, 7});
  EXPECT_TRUE(words.whole_table().equal(before));
  EXPECT_TRUE(words.trainable().equal(before.index_select(0, ids({0, 2, 7}))));
  EXPECT_EQ(words.others_scale(), 1);
  EXPECT_TRUE(words.look_up(ids({7})).equal(before[7].unsqueeze(0)));
}

TEST(WordEmbedding, Freezes) {
  WordEmbedding words(new_table());
  words.make_trainable(kPieces);
  words.shrink_others(0.5);
  const at::Tensor before = words.whole_table();
  words.freeze();
  EXPECT_FALSE(words.trainable().defined());
  EXPECT_TRUE(words.whole_table().equal(before));
  EXPECT_FALSE(words.look_up(ids({2, 4})).requires_grad());
}

TEST(WordEmbedding, PaddingGetsNoGradient) {
  for (const std::int64_t padding : {5, 7, -1}) {  // a trainable piece, another one, none
    WordEmbedding words(new_table(), padding);
    words.make_trainable(kPieces);
    words.look_up(ids({5, 11, 5})).sum().backward();
    const at::Tensor gradient = words.trainable().grad().select(1, 0);
    EXPECT_EQ(gradient[2].item<float>(), padding == 5 ? 0.0F : 2.0F);
    EXPECT_EQ(gradient[3].item<float>(), 1.0F);
  }
}

TEST(WordEmbedding, ACloneTrainsByItself) {
  WordEmbedding words(new_table());
  words.make_trainable(kPieces);
  words.shrink_others(0.5);
  WordEmbedding copy = words.clone();
  EXPECT_TRUE(copy.whole_table().equal(words.whole_table()));
  EXPECT_TRUE(copy.trainable().requires_grad());
  copy.trainable().detach().add_(1);
  copy.shrink_others(0.5);
  const at::Tensor difference = (copy.whole_table() - words.whole_table()).abs().sum(1);
  EXPECT_GT(difference.min().item<float>(), 0.0F);
  const at::Tensor before = new_table();
  EXPECT_TRUE(words.whole_table()
                  .index_select(0, ids({5, 11}))
                  .equal(before.index_select(0, ids({5, 11}))));
}

}  // namespace
}  // namespace xner::nn
