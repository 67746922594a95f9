// See fine_tune.hpp.
#include "harness/nn/fine_tune.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/random.hpp"
#include "harness/nn/batch_order.hpp"
#include "harness/nn/device.hpp"
#include "harness/nn/optimizer.hpp"
#include "harness/nn/schedule.hpp"
#include "harness/nn/stopwatch.hpp"

namespace xner::nn {
namespace {

void add_training_time(const Stopwatch& watch, sdk::Usage& usage) {
  usage.train_seconds += watch.seconds();
  usage.train_cpu_seconds += watch.cpu_seconds();
}

/// Losses stay on the device until they are wanted, so that a step never waits for the one before.
class LossLog {
 public:
  void add(StepRecord record, at::Tensor loss) {
    records_.push_back(record);
    pending_.push_back(std::move(loss));
  }
  /// @throws Error{kStage} at the first loss that is not finite.
  void settle() {
    if (pending_.empty()) return;
    const at::Tensor values = at::stack(pending_).to(at::kDouble).cpu();
    const std::size_t first = records_.size() - pending_.size();
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      StepRecord& record = records_[first + i];
      record.loss = values.const_data_ptr<double>()[i];
      if (!std::isfinite(record.loss))
        throw Error(ErrorKind::kStage,
                    fmt::format("the loss is {} at step {}", record.loss, record.step), {},
                    "a smaller learning_rate or a lower max_grad_norm may help");
    }
    pending_.clear();
  }
  [[nodiscard]] double last() const { return records_.back().loss; }
  [[nodiscard]] std::size_t pending() const { return pending_.size(); }
  [[nodiscard]] std::vector<StepRecord> take() { return std::move(records_); }

 private:
  std::vector<StepRecord> records_;
  std::vector<at::Tensor> pending_;
};

std::int64_t labelled_words(std::span<const BatchItem> items) {
  std::int64_t words = 0;
  for (const BatchItem& item : items)
    for (const text::WindowWord& word : item.window->words)
      if (word.owned && item.labels != nullptr && (*item.labels)[word.word] != data::kIgnored)
        ++words;
  return words;
}

/// Forward and backward over one optimiser step's sequences, in micro-batches. Returns the step's
/// loss on the device.
at::Tensor accumulate_gradients(const TokenClassifier& model, std::span<const BatchItem> items,
                                const Forward& forward, const sdk::Conditions& conditions,
                                const FineTuneHooks& hooks, sdk::Usage& usage) {
  const std::int64_t normaliser = labelled_words(items);
  const auto parts = static_cast<std::size_t>(conditions.gradient_accumulation_steps);
  const std::size_t size = (items.size() + parts - 1) / parts;
  at::Tensor total = at::zeros({}, model.classifier.weight.options().requires_grad(false));
  for (std::size_t begin = 0; begin < items.size(); begin += size) {
    const auto part = items.subspan(begin, std::min(size, items.size() - begin));
    const PackedBatch batch = pack(part, model.device(), static_cast<std::int64_t>(begin));
    const at::Tensor loss = hooks.loss(batch, forward, normaliser);
    loss.backward();
    total += loss.detach();
    usage.train_pieces += batch.tokens();
    usage.train_words += batch.words();
  }
  return total;
}

/// Weight decay acts on embedding rows that are not in the compact table too.
void decay_other_rows(TokenClassifier& model, double learning_rate, double weight_decay) {
  const at::Tensor& rows = model.word_embeddings.trainable();
  if (weight_decay > 0 && rows.defined() && rows.requires_grad())
    model.word_embeddings.shrink_others(1.0 - learning_rate * weight_decay);
}

}  // namespace

std::vector<StepRecord> fine_tune(TokenClassifier& model, const TrainingSet& set,
                                  const sdk::Conditions& conditions, std::uint64_t seed,
                                  const FineTuneHooks& hooks, sdk::Usage& usage) {
  const std::int64_t total = training_steps(conditions, set.units());
  const std::int64_t epoch_steps = steps_per_epoch(conditions, set.units());
  const std::int64_t interval = conditions.eval_steps > 0 ? conditions.eval_steps : epoch_steps;
  BatchOrder order(set.units(), conditions.train_batch_size, derive_seed(seed, "order"),
                   conditions.shuffle);
  AdamW optimizer(model.trainable_parameters(),
                  {conditions.adam_beta1, conditions.adam_beta2, conditions.adam_epsilon,
                   conditions.weight_decay, conditions.max_grad_norm});
  Forward forward{{true, derive_seed(seed, "dropout"), 0}, precision_of(conditions)};
  LossLog log;
  at::AutoGradMode gradients(true);
  Stopwatch training;
  Stopwatch reported;
  const auto report = [&](std::int64_t step, const std::string& note) {
    log.settle();
    reported = Stopwatch();
    if (hooks.progress)
      hooks.progress({"train", step, total, fmt::format("loss {:.4f}{}", log.last(), note)});
  };

  for (std::int64_t step = 0; step < total; ++step) {
    const auto units = order.batch(step);
    const auto items = set.items(units);
    const double rate = learning_rate_at(conditions, step, total);
    forward.dropout.step = static_cast<std::uint64_t>(step);
    at::Tensor loss = accumulate_gradients(model, items, forward, conditions, hooks, usage);
    optimizer.step(rate);
    if (!items.empty()) decay_other_rows(model, rate, conditions.weight_decay);
    usage.train_sentences += set.sentences(units);
    log.add({step + 1, static_cast<double>(step + 1) / static_cast<double>(epoch_steps), rate, 0.0},
            std::move(loss));
    if (log.pending() >= 64 || reported.seconds() > 1.0) report(step + 1, "");
    if (hooks.evaluate && ((step + 1) % interval == 0 || step + 1 == total)) {
      synchronize(model.device());
      add_training_time(training, usage);
      const Stopwatch evaluation;
      const std::string note = hooks.evaluate(step + 1);
      usage.evaluate_seconds += evaluation.seconds();
      training = Stopwatch();
      report(step + 1, ", " + note);
    }
  }
  log.settle();
  synchronize(model.device());
  add_training_time(training, usage);
  usage.train_steps += total;
  usage.peak_device_memory = std::max(usage.peak_device_memory, peak_device_memory(model.device()));
  return log.take();
}

at::ScalarType precision_of(const sdk::Conditions& conditions) {
  return conditions.precision == "bf16" ? at::kBFloat16 : at::kFloat;
}

void set_dropout(TokenClassifier& model, const sdk::Conditions& conditions) {
  if (conditions.dropout < 0) return;
  model.config.hidden_dropout_prob = conditions.dropout;
  model.config.attention_probs_dropout_prob = conditions.dropout;
  model.config.classifier_dropout = conditions.dropout;
}

Snapshot::Snapshot(const TokenClassifier& model)
    : others_scale_(model.word_embeddings.others_scale()) {
  for (const NamedParameter& parameter : model.trainable_parameters())
    values_.push_back(parameter.tensor.detach().clone());
}

void Snapshot::restore(TokenClassifier& model) const {
  at::NoGradGuard no_gradients;
  const auto parameters = model.trainable_parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i)
    at::Tensor(parameters[i].tensor).copy_(values_[i]);
  model.word_embeddings.set_others_scale(others_scale_);
}

}  // namespace xner::nn
