// The stages of wu_dredze, and the plan that asks for them. Functions only: types stay in anonymous
// namespaces.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/sdk/method.hpp"
#include "harness/sdk/planning.hpp"

namespace wu_dredze {

/// What `describe` says.
[[nodiscard]] const std::vector<xner::sdk::Parameter>& parameters();

/// One training a seed, shared by all targets (unless target_dev is selected); one prediction a
/// target and selector.
[[nodiscard]] xner::sdk::Plan make_plan(const xner::sdk::PlanRequest& request);

/// The stage "train" of a seed, with the request's conditions and `parameters()` of
/// `request.parameters`; others may stand beside them. Whoever asks with equal values shares one
/// training.
[[nodiscard]] xner::sdk::StageSpec train_stage(const xner::sdk::PlanRequest& request,
                                               std::uint64_t seed);

/// The stage "predict" of a target's test text, with the output "model-<selector>" of the stage
/// `trained`.
[[nodiscard]] xner::sdk::StageSpec predict_stage(const xner::sdk::PlanRequest& request,
                                                 const std::string& trained,
                                                 const std::string& target,
                                                 const std::string& selector);

/// How a target's test text is labelled for each selector of the request, by what the training
/// `trained` leaves (nn::Evaluations): a stage "predict" of its model, or what it watched. The last
/// lines of the plan of every method that trains a tagger.
void add_predictions(xner::sdk::PlanBuilder& plan, const xner::sdk::PlanRequest& request,
                     const std::string& trained, const std::string& target, std::uint64_t seed);

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
