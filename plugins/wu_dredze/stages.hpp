// The stages of wu_dredze, and the plan that asks for them. Functions only: types stay in anonymous
// namespaces.
#pragma once

#include "harness/sdk/method.hpp"

namespace wu_dredze {

/// One training a seed, shared by all targets (unless target_dev is selected); one prediction a
/// target and selector.
[[nodiscard]] xner::sdk::Plan make_plan(const xner::sdk::PlanRequest& request);

/// Fine-tunes the encoder with a linear head on the source; leaves one model for each selector.
/// Inputs: "encoder"; "train" (labelled); "dev" (labelled, optional: scored as training goes on);
/// "watch/<target>/{dev,test}" (text, for the selector target_dev).
/// Outputs: "model-last", "model-best_source_dev" as selected; "history.tsv"; "watched-<target>", a
/// folder with {dev,test}/<step>.txt: what the model of that step predicts.
void run_train(xner::sdk::StageContext& context);

/// Labels a text. Inputs: "model", "text". Outputs: "predictions.txt"; with the parameter "logits"
/// also "logits.safetensors" (logits [words, labels] float32 of first pieces in file order,
/// word_index int64).
void run_predict(xner::sdk::StageContext& context);

}  // namespace wu_dredze
