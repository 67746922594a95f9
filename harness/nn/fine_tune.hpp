// Training a token classifier: one loop over optimiser steps that a method calls with its own loss.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/nn/batch.hpp"
#include "harness/nn/bert.hpp"
#include "harness/nn/training_checkpoints.hpp"
#include "harness/nn/training_set.hpp"
#include "harness/sdk/conditions.hpp"
#include "harness/sdk/stage_message.hpp"

namespace xner::nn {

/// One optimiser step as history.tsv shows it; `loss` is the step's, before the update.
struct StepRecord {
  std::int64_t step;  ///< from 1
  double epoch;       ///< passed after the step
  double learning_rate;
  double loss;
};

/// What a method gives to the loop. Only `loss` is required.
struct FineTuneHooks {
  /// The loss of a (micro-)batch, as its share of the step: sums divided by `normaliser`, the
  /// step's labelled words.
  std::function<at::Tensor(const PackedBatch& batch, const Forward& forward,
                           std::int64_t normaliser)>
      loss;
  /// Called after every `eval_steps` steps (or each epoch) and after the last one; returns a note
  /// for the progress line.
  std::function<std::string(std::int64_t step)> evaluate;
  /// Called about once a second, and after each evaluation. If it throws, the training stops there,
  /// with a checkpoint.
  std::function<void(const sdk::Progress& progress)> progress;
  /// What this training goes on from, and where it is kept; nullptr: nowhere. Outlives the call.
  TrainingCheckpoints* checkpoints = nullptr;
  /// What `evaluate` and `loss` keep between steps, into a checkpoint and back from one.
  std::function<void(TrainingState& state)> save{};
  std::function<void(const TrainingState& state)> restore{};
};

/// Trains all parameters that require gradients. Data order, dropout and everything else drawn
/// depend on `seed` alone. Adds steps, sentences, words, pieces and seconds to `usage` (evaluation
/// apart). Goes on from the newest checkpoint, if there is one: then the model, what comes back and
/// the counts in `usage` are, bit by bit on a CPU, those of a training that was never interrupted;
/// seconds are those of all parts. The stage that calls it must be the only user of `usage` so far.
/// @returns a record of every step, from the first.
/// @throws Error{kStage} if the loss stops being finite, naming the step; Error{kUsage} for an
/// empty set; Error{kData} for a checkpoint of another training.
[[nodiscard]] std::vector<StepRecord> fine_tune(TokenClassifier& model, const TrainingSet& set,
                                                const sdk::Conditions& conditions,
                                                std::uint64_t seed, const FineTuneHooks& hooks,
                                                sdk::Usage& usage);

/// The matrix precision that conditions ask for: "fp32" or "bf16".
[[nodiscard]] at::ScalarType precision_of(const sdk::Conditions& conditions);

/// Sets every dropout probability of the model, if conditions ask for it (-1: as config.json says).
void set_dropout(TokenClassifier& model, const sdk::Conditions& conditions);

/// A copy of the trainable values, to come back to: the best weights so far.
class Snapshot {
 public:
  explicit Snapshot(const TokenClassifier& model);
  void restore(TokenClassifier& model) const;

  /// As "<name>/<i>" and the value "<name>".
  void save(TrainingState& state, const std::string& name) const;
  /// Takes the values that were saved of a model of the same form.
  void load(const TrainingState& state, const std::string& name);

 private:
  std::vector<at::Tensor> values_;
  double others_scale_;
};

}  // namespace xner::nn
