// The stages of mulda, and what other methods need to ask for them. Functions only: types stay in
// anonymous namespaces. A plugin that builds on them compiles in what CMakeLists.txt
// calls mulda_plan, as concner does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/sdk/method.hpp"

namespace mulda {

/// The parameters of "translate" ("translation", "translate_..."). A method that builds on mulda's
/// stages has them among its own, under the same names: equal values then share one stage.
[[nodiscard]] const std::vector<xner::sdk::Parameter>& translation_parameters();

/// The parameters of "train" that are no conditions: wu_dredze's, "entrans_batch",
/// "pairs_missing".
[[nodiscard]] const std::vector<xner::sdk::Parameter>& training_parameters();

/// The stage "translate" of a target: "translate-<target>", one for all seeds. Reads
/// `translation_parameters()` of `request.parameters`, and only those that matter in its mode are
/// in the stage; other parameters may stand beside them.
/// @throws Error{kUsage} for values that contradict each other.
[[nodiscard]] xner::sdk::StageSpec translate_stage(const xner::sdk::PlanRequest& request,
                                                   const std::string& target);

/// The stage "train" of En+Trans, "entrans-<target>-seed-<seed>": source and translations, cross
/// entropy. Its input "translations" is "stage:<id of translate_stage(request, target)>/
/// train.jsonl", so that stage has to be in the plan too. Reads both lists of parameters of
/// `request.parameters`. Selectors are the request's; the oracle watches this target alone.
/// Outputs: "history.tsv", "model-<selector>", "watched-<target>", as nn::Evaluations.
[[nodiscard]] xner::sdk::StageSpec train_stage(const xner::sdk::PlanRequest& request,
                                               const std::string& target, std::uint64_t seed);

/// A translation a target, a training a target and seed; `wu_dredze`'s "predict" labels the text.
[[nodiscard]] xner::sdk::Plan make_plan(const xner::sdk::PlanRequest& request);

/// Translates the source into the target's language with its labels.
/// Inputs: "source" (labelled), and by mode
///   labelled      "translations": a labelled corpus with source_id
///   (data:translations/<target>/...) placeholders  "templates", "entities": files of placeholder
///   pairs alignment     "plain", "alignments": translated sentences, word alignments dictionary
///   "dictionary"; "casing" (text of the target), where German casing is sampled translator
///   "translator": a program, see translator.hpp
/// Outputs: "train.jsonl": a labelled corpus in the source's label set, at most one sentence for
/// each of the source, each with its source_id, in the source's order. "quality.json": quality.hpp.
void run_translate(xner::sdk::StageContext& context);

/// Fine-tunes the encoder on source and translations. Inputs: "encoder"; "train" (the source) and
/// "translations" (labelled, with source_id); "dev" and "watch/<target>/{dev,test}" as
/// nn::Evaluations. Outputs: as nn::Evaluations.
void run_train(xner::sdk::StageContext& context);

}  // namespace mulda
