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

/// What a fresh model is made from.
struct FreshModel {
  std::vector<std::string> labels;
  std::uint64_t seed = 0;           ///< of the stage: initialisation draws from "init" of it
  std::int64_t freeze_bottom = -1;  ///< as TokenClassifier::make_trainable
};

/// The input "encoder" with a classifier for the labels, on the conditions' device, with their
/// dropout, and trainable on the pieces of `windows`. Facts: what the checkpoint had and lacked
/// ("ignored_tensors", "unexpected_tensors", "new_classifier", "random_weights"), "labels" in the
/// model's order, and of the windows "train_sentences", "train_words",
/// "train_words_without_piece", "train_split_sentences".
/// @throws as load_token_classifier.
[[nodiscard]] TokenClassifier model_to_train(sdk::StageContext& context,
                                             const text::EncodedCorpus& windows,
                                             const sdk::Conditions& conditions,
                                             const FreshModel& fresh);

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
