// "Identical conditions": everything that moves F1 and is not the method. Owned by the harness,
// equal for all methods of an experiment, recorded with every score. A method that departs says so,
// and the departure stands beside the score.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/sdk/plan.hpp"

namespace xner::sdk {

/// Hugging Face's names and meanings where it has one.
struct Conditions {
  // Input
  std::int32_t max_length = 128;  ///< wordpieces in a window, [CLS] and [SEP] included
  std::int32_t stride = 64;  ///< wordpieces of left context in the next window of a long sentence
  // Budget
  double learning_rate = 5e-5;
  double num_train_epochs = 3;         ///< fractions allowed; not used if max_steps > 0
  std::int64_t max_steps = 0;          ///< optimiser steps; 0: from epochs
  std::int64_t train_batch_size = 32;  ///< sentences (windows) an optimiser step
  std::int64_t gradient_accumulation_steps =
      1;  ///< micro-batches that one optimiser step is split into
  std::string lr_scheduler_type = "linear";  ///< "linear" | "constant"
  double warmup_ratio = 0.0;                 ///< share of the steps with rising learning rate
  double weight_decay = 0.0;                 ///< on all but biases and LayerNorm
  double adam_beta1 = 0.9;
  double adam_beta2 = 0.999;
  double adam_epsilon = 1e-8;
  double max_grad_norm = 1.0;  ///< global norm; 0: no clipping
  double dropout = -1.0;  ///< all dropout probabilities; -1: what the encoder's config.json says
  bool shuffle = true;    ///< false: consecutive sentences, wrapping at the end of the file
  // Evaluation and selection
  std::int64_t eval_steps =
      0;  ///< source dev is scored every so many steps; 0: at the end of each epoch
  // Numerics
  std::string precision = "fp32";  ///< "fp32" | "bf16"
  std::string device = "auto";     ///< "auto" | "cpu" | "cuda"
  std::int64_t threads =
      0;  ///< intra-op threads; 0: the machine's cores. Changes bits, so it is in every key

  friend bool operator==(const Conditions&, const Conditions&) = default;
};

/// Every field by name. `from_json` refuses unknown names and values out of range with
/// Error{kUsage}.
void to_json(Json& json, const Conditions& value);
void from_json(const Json& json, Conditions& value);

/// The fields as typed parameters: documentation, ranges, `xner list conditions`, and the
/// [training] table of a TOML.
[[nodiscard]] const std::vector<Parameter>& condition_parameters();

}  // namespace xner::sdk
