// Tests of harness/nn/fine_tune.hpp: seeds, micro-batches, evaluation points, errors.
#include "harness/nn/fine_tune.hpp"

#include <limits>

#include <ATen/TensorOperators.h>
#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/nn/losses.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

sdk::Conditions short_training() {
  sdk::Conditions conditions;
  conditions.learning_rate = 1e-3;
  conditions.train_batch_size = 4;
  conditions.max_steps = 8;
  conditions.weight_decay = 0.01;
  conditions.device = "cpu";
  // Adam divides by the gradient's size: without this, rounding decides where a gradient is 0.
  conditions.adam_epsilon = 1e-3;
  return conditions;
}

class FineTune : public ::testing::Test {
 protected:
  struct Run {
    TokenClassifier model;
    std::vector<StepRecord> history;
    sdk::Usage usage;
  };

  [[nodiscard]] FineTuneHooks hooks(const TokenClassifier& model) const {
    FineTuneHooks result;
    result.loss = [&model](const PackedBatch& batch, const Forward& forward,
                           std::int64_t normaliser) {
      return token_cross_entropy(model.logits(batch, forward), batch.labels, normaliser);
    };
    return result;
  }
  [[nodiscard]] TokenClassifier new_model() const {
    TokenClassifier model = support::tiny_model(7);
    model.make_trainable(text::pieces_of(sample_.windows));
    return model;
  }
  [[nodiscard]] Run run(const sdk::Conditions& conditions, std::uint64_t seed) const {
    Run result{new_model(), {}, {}};
    result.history =
        fine_tune(result.model, set_, conditions, seed, hooks(result.model), result.usage);
    return result;
  }
  static bool equal(const TokenClassifier& a, const TokenClassifier& b) {
    const auto left = support::all_tensors(a);
    const auto right = support::all_tensors(b);
    for (std::size_t i = 0; i < left.size(); ++i)
      if (!left[i].second.equal(right[i].second)) return false;
    return true;
  }
  /// The steps after which `evaluate` is called.
  [[nodiscard]] std::vector<std::int64_t> evaluation_points(const sdk::Conditions& conditions) {
    TokenClassifier model = new_model();
    FineTuneHooks with_evaluation = hooks(model);
    std::vector<std::int64_t> points;
    with_evaluation.evaluate = [&](std::int64_t step) {
      points.push_back(step);
      return std::string();
    };
    sdk::Usage usage;
    (void)fine_tune(model, set_, conditions, 1, with_evaluation, usage);
    return points;
  }

  support::Sample sample_ = support::make_sample({5, 2, 9, 3, 1, 7, 4, 4, 6, 2}, 21);
  TrainingSet set_{sample_.windows, sample_.labels};
};

TEST_F(FineTune, SameSeedGivesTheSameBits) {
  const Run first = run(short_training(), 5);
  const Run again = run(short_training(), 5);
  EXPECT_TRUE(equal(first.model, again.model));
  EXPECT_FALSE(equal(first.model, new_model()));
  for (std::size_t i = 0; i < first.history.size(); ++i)
    EXPECT_EQ(first.history[i].loss, again.history[i].loss);
}

TEST_F(FineTune, OtherSeedOtherOrderAndMasks) {
  sdk::Conditions conditions = short_training();
  EXPECT_FALSE(equal(run(conditions, 5).model, run(conditions, 6).model));
  conditions.shuffle = false;  // the masks alone differ
  EXPECT_FALSE(equal(run(conditions, 5).model, run(conditions, 6).model));
}

TEST_F(FineTune, LossFalls) {
  sdk::Conditions conditions = short_training();
  conditions.max_steps = 60;
  conditions.learning_rate = 1e-2;
  conditions.adam_epsilon = 1e-8;
  const Run trained = run(conditions, 5);
  EXPECT_LT(trained.history.back().loss, 0.6 * trained.history.front().loss);
}

TEST_F(FineTune, MicroBatchesAreTheStep) {
  sdk::Conditions conditions = short_training();
  const Run whole = run(conditions, 5);
  for (const std::int64_t parts : {2, 4, 9}) {
    conditions.gradient_accumulation_steps = parts;
    const Run split = run(conditions, 5);
    const auto expected = support::all_tensors(whole.model);
    const auto found = support::all_tensors(split.model);
    for (std::size_t i = 0; i < found.size(); ++i)
      EXPECT_LT(support::relative_difference(found[i].second, expected[i].second), 1e-6)
          << found[i].first << " in " << parts << " parts";
    for (std::size_t i = 0; i < whole.history.size(); ++i)
      EXPECT_NEAR(split.history[i].loss, whole.history[i].loss, 1e-6);
  }
}

TEST_F(FineTune, HistoryAndUsage) {
  const Run trained = run(short_training(), 5);
  ASSERT_EQ(trained.history.size(), 8U);
  EXPECT_EQ(trained.history[0].step, 1);
  EXPECT_DOUBLE_EQ(trained.history[0].learning_rate, 1e-3);
  EXPECT_DOUBLE_EQ(trained.history[4].learning_rate, 0.5e-3);
  EXPECT_DOUBLE_EQ(trained.history[2].epoch, 1);  // three steps an epoch: 4 + 4 + 2
  EXPECT_EQ(trained.usage.train_steps, 8);
  EXPECT_EQ(trained.usage.train_sentences, 10 + 10 + 8);
  EXPECT_GT(trained.usage.train_words, 2 * 43);
  EXPECT_GT(trained.usage.train_pieces, trained.usage.train_words);
  EXPECT_GT(trained.usage.train_seconds, 0);
}

TEST_F(FineTune, EvaluationPoints) {
  sdk::Conditions conditions = short_training();
  conditions.eval_steps = 3;
  EXPECT_THAT(evaluation_points(conditions), ElementsAre(3, 6, 8));
  conditions.eval_steps = 4;
  EXPECT_THAT(evaluation_points(conditions), ElementsAre(4, 8));
  conditions.eval_steps = 0;  // epochs have three steps
  EXPECT_THAT(evaluation_points(conditions), ElementsAre(3, 6, 8));
  conditions.max_steps = 0;
  conditions.num_train_epochs = 2;
  EXPECT_THAT(evaluation_points(conditions), ElementsAre(3, 6));
}

TEST_F(FineTune, EvaluationDoesNotChangeTheTraining) {
  TokenClassifier model = new_model();
  FineTuneHooks with_evaluation = hooks(model);
  std::vector<std::string> notes;
  with_evaluation.evaluate = [&](std::int64_t step) {
    const PackedBatch batch = pack(sample_.items(), at::kCPU);
    (void)model.logits(batch, {});
    return "after " + std::to_string(step);
  };
  with_evaluation.progress = [&](const sdk::Progress& progress) { notes.push_back(progress.note); };
  sdk::Conditions conditions = short_training();
  conditions.eval_steps = 4;
  sdk::Usage usage;
  (void)fine_tune(model, set_, conditions, 5, with_evaluation, usage);
  EXPECT_TRUE(equal(model, run(short_training(), 5).model));
  EXPECT_THAT(notes.back(), HasSubstr(", after 8"));
}

TEST_F(FineTune, LossThatIsNotFiniteNamesTheStep) {
  TokenClassifier model = new_model();
  FineTuneHooks broken = hooks(model);
  int calls = 0;
  broken.loss = [&, loss = broken.loss](const PackedBatch& batch, const Forward& forward,
                                        std::int64_t normaliser) {
    const at::Tensor value = loss(batch, forward, normaliser);
    return ++calls == 3 ? value * std::numeric_limits<double>::infinity() : value;
  };
  sdk::Usage usage;
  try {
    (void)fine_tune(model, set_, short_training(), 1, broken, usage);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kStage);
    EXPECT_THAT(error.what(), HasSubstr("inf at step 3"));
  }
}

TEST_F(FineTune, NothingToTrainOnIsAnError) {
  TokenClassifier model = new_model();
  sdk::Usage usage;
  EXPECT_THROW(
      (void)fine_tune(model, TrainingSet({}, {}), short_training(), 1, hooks(model), usage), Error);
}

TEST_F(FineTune, SnapshotComesBack) {
  Run trained = run(short_training(), 5);
  const Snapshot snapshot(trained.model);
  std::vector<std::pair<std::string, at::Tensor>> kept;
  for (const auto& [name, tensor] : support::all_tensors(trained.model))
    kept.emplace_back(name, tensor.clone());
  (void)fine_tune(trained.model, set_, short_training(), 6, hooks(trained.model), trained.usage);
  EXPECT_FALSE(kept[0].second.equal(trained.model.word_embeddings.whole_table()));
  snapshot.restore(trained.model);
  const auto restored = support::all_tensors(trained.model);
  for (std::size_t i = 0; i < kept.size(); ++i)
    EXPECT_TRUE(restored[i].second.equal(kept[i].second)) << kept[i].first;
}

TEST_F(FineTune, SentencesWithoutPiecesTakeNoPart) {
  sample_.windows.windows.clear();
  const TrainingSet empty(sample_.windows, sample_.labels);
  TokenClassifier model = new_model();
  sdk::Usage usage;
  const auto history = fine_tune(model, empty, short_training(), 1, hooks(model), usage);
  EXPECT_EQ(history.back().loss, 0);
  EXPECT_TRUE(equal(model, new_model()));
}

TEST(ConditionsOfAModel, PrecisionAndDropout) {
  sdk::Conditions conditions;
  EXPECT_EQ(precision_of(conditions), at::kFloat);
  conditions.precision = "bf16";
  EXPECT_EQ(precision_of(conditions), at::kBFloat16);
  TokenClassifier model = support::tiny_model(1);
  set_dropout(model, conditions);
  EXPECT_EQ(model.config.hidden_dropout_prob, 0.1);
  conditions.dropout = 0;
  set_dropout(model, conditions);
  EXPECT_EQ(model.config.hidden_dropout_prob + model.config.attention_probs_dropout_prob +
                model.config.classifier_dropout,
            0);
}

}  // namespace
}  // namespace xner::nn
