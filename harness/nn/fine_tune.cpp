// See fine_tune.hpp.
#include "harness/nn/fine_tune.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/fail_point.hpp"
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
  /// Of all steps so far, settled. [steps] float64.
  [[nodiscard]] at::Tensor losses() const {
    at::Tensor losses = at::empty({static_cast<std::int64_t>(records_.size())}, at::kDouble);
    auto* values = losses.data_ptr<double>();
    for (const StepRecord& record : records_) *values++ = record.loss;
    return losses;
  }
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

/// One training, from its first step or from where it was interrupted to its last.
class Training {
 public:
  Training(TokenClassifier& model, const TrainingSet& set, const sdk::Conditions& conditions,
           std::uint64_t seed, const FineTuneHooks& hooks, sdk::Usage& usage)
      : model_(model),
        set_(set),
        conditions_(conditions),
        hooks_(hooks),
        usage_(usage),
        total_(training_steps(conditions, set.units())),
        epoch_steps_(steps_per_epoch(conditions, set.units())),
        order_(set.units(), conditions.train_batch_size, derive_seed(seed, "order"),
               conditions.shuffle),
        optimizer_(model.trainable_parameters(),
                   {conditions.adam_beta1, conditions.adam_beta2, conditions.adam_epsilon,
                    conditions.weight_decay, conditions.max_grad_norm}),
        forward_{{true, derive_seed(seed, "dropout"), 0}, precision_of(conditions)} {}

  std::vector<StepRecord> run() {
    const at::AutoGradMode gradients(true);
    go_on();
    watch_ = Stopwatch();
    while (true) {
      if (is_evaluation_point() && evaluated_ != step_) evaluate();
      if (step_ == total_) break;
      train_step();
      if (log_.pending() >= 64 || reported_.seconds() > 1.0) report("");
      if (hooks_.checkpoints != nullptr && hooks_.checkpoints->is_due()) keep();
    }
    log_.settle();
    count_time();
    usage_.peak_device_memory =
        std::max(usage_.peak_device_memory, peak_device_memory(model_.device()));
    return log_.take();
  }

 private:
  [[nodiscard]] bool is_evaluation_point() const {
    const std::int64_t interval =
        conditions_.eval_steps > 0 ? conditions_.eval_steps : epoch_steps_;
    return hooks_.evaluate && step_ > 0 && (step_ % interval == 0 || step_ == total_);
  }

  /// Without its loss.
  [[nodiscard]] StepRecord record_of(std::int64_t step) const {
    return {step + 1, static_cast<double>(step + 1) / static_cast<double>(epoch_steps_),
            learning_rate_at(conditions_, step, total_), 0.0};
  }

  void train_step() {
    (void)fail_point("train.before_step");
    const auto units = order_.batch(step_);
    const auto items = set_.items(units);
    const StepRecord record = record_of(step_);
    forward_.dropout.step = static_cast<std::uint64_t>(step_);
    at::Tensor loss = accumulate_gradients(model_, items, forward_, conditions_, hooks_, usage_);
    optimizer_.step(record.learning_rate);
    if (!items.empty()) decay_other_rows(model_, record.learning_rate, conditions_.weight_decay);
    usage_.train_sentences += set_.sentences(units);
    ++usage_.train_steps;
    log_.add(record, std::move(loss));
    ++step_;
    (void)fail_point("train.after_step");
  }

  void evaluate() {
    count_time();
    const sdk::Usage before = usage_;
    const Stopwatch evaluation;
    std::string note;
    try {
      note = hooks_.evaluate(step_);
    } catch (...) {  // most likely told to stop: the next start evaluates again
      usage_ = before;
      keep();
      throw;
    }
    evaluated_ = step_;
    usage_.evaluate_seconds += evaluation.seconds();
    watch_ = Stopwatch();
    (void)fail_point("train.after_evaluation");
    report(", " + note);
  }

  void report(const std::string& note) {
    log_.settle();
    reported_ = Stopwatch();
    if (!hooks_.progress) return;
    const std::string trouble = problem_.empty() ? "" : ", no checkpoint: " + problem_;
    try {
      hooks_.progress(
          {"train", step_, total_, fmt::format("loss {:.4f}{}{}", log_.last(), note, trouble)});
    } catch (...) {
      keep();
      throw;
    }
  }

  /// Training time so far goes to the account.
  void count_time() {
    synchronize(model_.device());
    add_training_time(watch_, usage_);
    watch_ = Stopwatch();
  }

  /// A checkpoint: never of weights that a loss has spoilt.
  void keep() {
    if (hooks_.checkpoints == nullptr) return;
    log_.settle();
    count_time();
    TrainingState state;
    for (const NamedParameter& parameter : model_.trainable_parameters())
      state.tensors["model/" + parameter.name] = parameter.tensor.detach();
    optimizer_.save(state);
    state.tensors["losses"] = log_.losses();
    state.values["step"] = step_;
    state.values["evaluated"] = evaluated_;
    state.values["others_scale"] = model_.word_embeddings.others_scale();
    state.values["usage"] = sdk::to_json(usage_);
    if (hooks_.save) hooks_.save(state);
    problem_ = hooks_.checkpoints->save(step_, state);
    watch_ = Stopwatch();
  }

  void go_on() {
    if (hooks_.checkpoints == nullptr) return;
    const auto state = hooks_.checkpoints->newest();
    if (!state) return;
    const at::NoGradGuard no_gradients;
    for (const NamedParameter& parameter : model_.trainable_parameters())
      restore_tensor(*state, "model/" + parameter.name, parameter.tensor);
    optimizer_.restore(*state);
    step_ = state->values.at("step").get<std::int64_t>();
    evaluated_ = state->values.at("evaluated").get<std::int64_t>();
    model_.word_embeddings.set_others_scale(state->values.at("others_scale").get<double>());
    const double load_seconds = usage_.load_seconds;
    usage_ = sdk::usage_from_json(state->values.at("usage"), "checkpoint, usage");
    usage_.load_seconds += load_seconds;
    const at::Tensor losses = state->tensors.at("losses");
    for (std::int64_t step = 0; step < step_; ++step) log_.add(record_of(step), losses[step]);
    log_.settle();
    if (hooks_.restore) hooks_.restore(*state);
  }

  TokenClassifier& model_;
  const TrainingSet& set_;
  const sdk::Conditions& conditions_;
  const FineTuneHooks& hooks_;
  sdk::Usage& usage_;
  std::int64_t total_, epoch_steps_;
  BatchOrder order_;
  AdamW optimizer_;
  Forward forward_;
  LossLog log_;
  std::int64_t step_ = 0;       // done so far
  std::int64_t evaluated_ = 0;  // the step of the last evaluation
  std::string problem_;         // of the last checkpoint
  Stopwatch watch_, reported_;
};

}  // namespace

std::vector<StepRecord> fine_tune(TokenClassifier& model, const TrainingSet& set,
                                  const sdk::Conditions& conditions, std::uint64_t seed,
                                  const FineTuneHooks& hooks, sdk::Usage& usage) {
  return Training(model, set, conditions, seed, hooks, usage).run();
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

void Snapshot::save(TrainingState& state, const std::string& name) const {
  for (std::size_t i = 0; i < values_.size(); ++i)
    state.tensors[fmt::format("{}/{}", name, i)] = values_[i];
  state.values[name] = others_scale_;
}

void Snapshot::load(const TrainingState& state, const std::string& name) {
  for (std::size_t i = 0; i < values_.size(); ++i)
    restore_tensor(state, fmt::format("{}/{}", name, i), values_[i]);
  others_scale_ = state.values.at(name).get<double>();
}

}  // namespace xner::nn
