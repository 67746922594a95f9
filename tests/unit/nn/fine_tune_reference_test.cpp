// Training as a whole against the naive references in float64: the same batches, masks, losses,
// clipping, decay and updates, step by step.
#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include "harness/base/random.hpp"
#include "harness/nn/fine_tune.hpp"
#include "harness/nn/losses.hpp"
#include "tests/support/naive_adamw.hpp"
#include "tests/support/naive_bert.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::nn {
namespace {

/// The model of `support::tiny_model` in float64, trained whole by the naive optimiser.
class NaiveTraining {
 public:
  explicit NaiveTraining(std::uint64_t seed) : model_(support::tiny_model(seed)) {
    model_.word_embeddings = WordEmbedding(model_.word_embeddings.whole_table().to(at::kDouble));
    visit_parameters(model_, [](const std::string&, at::Tensor& tensor, bool) {
      tensor = tensor.to(at::kDouble);
    });
    std::vector<text::PieceId> all;
    for (text::PieceId piece = 0; piece < 40; ++piece) all.push_back(piece);
    model_.make_trainable(all);
    for (const NamedParameter& parameter : model_.trainable_parameters())
      values_.push_back({numbers(parameter.tensor), parameter.decays});
  }

  /// One step; returns its loss.
  double step(const std::vector<BatchItem>& items, const DropoutKey& dropout, double rate,
              const AdamWOptions& options) {
    const at::Tensor loss = support::naive_loss(model_, items, dropout);
    loss.backward();
    std::vector<std::vector<double>> gradients;
    const auto parameters = model_.trainable_parameters();
    for (const NamedParameter& parameter : parameters) {
      gradients.push_back(numbers(parameter.tensor.grad()));
      parameter.tensor.mutable_grad().reset();
    }
    support::naive_adamw_step(values_, gradients, rate, options);
    for (std::size_t i = 0; i < parameters.size(); ++i)
      parameters[i].tensor.detach().copy_(
          at::tensor(values_[i].values, at::kDouble).view(parameters[i].tensor.sizes()));
    return loss.item<double>();
  }
  [[nodiscard]] const TokenClassifier& model() const { return model_; }

 private:
  static std::vector<double> numbers(const at::Tensor& tensor) {
    const at::Tensor plain = tensor.detach().contiguous();
    return {plain.const_data_ptr<double>(), plain.const_data_ptr<double>() + plain.numel()};
  }

  TokenClassifier model_;
  std::vector<support::NaiveParameter> values_;
};

TEST(FineTuneReference, EveryStepEqualsTheFormulas) {
  const auto sample = support::make_sample({5, 2, 9, 3, 1, 7, 4}, 21);
  sdk::Conditions conditions;
  conditions.learning_rate = 2e-3;
  conditions.warmup_ratio = 0.25;
  conditions.train_batch_size = 3;
  conditions.max_steps = 10;
  conditions.weight_decay = 0.1;
  conditions.max_grad_norm = 0.5;
  conditions.adam_epsilon = 1e-3;
  conditions.shuffle = false;
  constexpr std::uint64_t kSeed = 3;

  TokenClassifier model = support::tiny_model(7);
  model.make_trainable(text::pieces_of(sample.windows));
  FineTuneHooks hooks;
  hooks.loss = [&](const PackedBatch& batch, const Forward& forward, std::int64_t normaliser) {
    return token_cross_entropy(model.logits(batch, forward), batch.labels, normaliser);
  };
  sdk::Usage usage;
  const TrainingSet set(sample.windows, sample.labels);
  const auto history = fine_tune(model, set, conditions, kSeed, hooks, usage);

  NaiveTraining naive(7);
  const auto items = sample.items();
  for (std::uint64_t step = 0; step < 10; ++step) {
    std::vector<BatchItem> batch;
    for (std::uint64_t i = 0; i < 3; ++i) batch.push_back(items[(3 * step + i) % items.size()]);
    // Three steps of warm-up (2.5, rounded up), then linear to 0 after step 10.
    const auto t = static_cast<double>(step);
    const double rate = 2e-3 * (step < 3 ? t / 3 : (10 - t) / 7);
    const double loss = naive.step(batch, {true, derive_seed(kSeed, "dropout"), step}, rate,
                                   {0.9, 0.999, 1e-3, 0.1, 0.5});
    EXPECT_NEAR(history[step].loss, loss, 2e-6 * loss) << "step " << step + 1;
    EXPECT_DOUBLE_EQ(history[step].learning_rate, rate);
  }
  const auto expected = support::all_tensors(naive.model());
  const auto found = support::all_tensors(model);
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_LT(support::relative_difference(found[i].second, expected[i].second), 5e-6)
        << found[i].first;
}

}  // namespace
}  // namespace xner::nn
