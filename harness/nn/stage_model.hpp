// The model of a stage, as its inputs, its conditions and its request say: what stages that train
// or label have in common before they do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/data/corpus.hpp"
#include "harness/nn/bert.hpp"
#include "harness/sdk/conditions.hpp"
#include "harness/sdk/method.hpp"
#include "harness/text/windows.hpp"

namespace xner::nn {

/// What every stage that trains a tagger is told, besides its method's own parameters.
struct TrainingSettings {
  sdk::Conditions conditions;
  std::uint64_t seed = 0;              ///< of the stage: every draw derives from it
  std::int64_t freeze_bottom = -1;     ///< as TokenClassifier::make_trainable
  std::vector<std::string> selectors;  ///< as Evaluations
};

/// From a stage's parameters: the conditions, "seed", "freeze_bottom" and "selectors" by name;
/// others may stand beside them. @throws Error{kUsage} for values out of range.
[[nodiscard]] TrainingSettings training_settings(const sdk::Json& parameters);

/// The input "encoder" with a classifier for the labels (initialisation draws from "init" of the
/// seed), on the conditions' device, with their dropout, and trainable on the pieces of `windows`.
/// Facts: what the checkpoint had and lacked
/// ("ignored_tensors", "unexpected_tensors", "new_classifier", "random_weights"), "labels" in the
/// model's order, and of the windows "train_sentences", "train_words",
/// "train_words_without_piece", "train_split_sentences".
/// @throws as load_token_classifier.
[[nodiscard]] TokenClassifier model_to_train(sdk::StageContext& context,
                                             const text::EncodedCorpus& windows,
                                             const TrainingSettings& settings,
                                             const std::vector<std::string>& labels);

/// A trained model and a text to label with it.
struct ModelAndText {
  TokenClassifier model;
  data::TextCorpus corpus;
  text::EncodedCorpus windows;
  at::ScalarType precision;
};

/// The inputs "model" and "text", by the stage's parameters "max_length", "stride", "device" and
/// "precision".
[[nodiscard]] ModelAndText model_and_text(const sdk::StageContext& context);

}  // namespace xner::nn
