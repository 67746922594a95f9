// The stages of concner, and the plan that asks for them. Functions and plain values only: other
// types stay in anonymous namespaces.
#pragma once

#include <cstdint>
#include <string>

#include "harness/sdk/method.hpp"

namespace concner {

/// A tagger a seed (and target, where it sees translations), its student where the preset has one.
/// Stages that are another method's in this configuration are asked for in that method's words:
/// "En" of wu_dredze, the translation and "En+Trans" of mulda, "annotate" and "distil" of
/// teacher_student.
/// @throws Error{kUsage} for parameters that contradict each other, the conditions or the
/// selectors.
[[nodiscard]] xner::sdk::Plan make_plan(const xner::sdk::PlanRequest& request);

/// The training of the request's preset, by whoever owns it. Where the preset has translations, its
/// input is an output of mulda::translate_stage(request, target), which has to be in the plan too.
/// Reads `parameters()` of `request.parameters`; others may stand beside them.
[[nodiscard]] xner::sdk::StageSpec tagger_stage(const xner::sdk::PlanRequest& request,
                                                const std::string& target, std::uint64_t seed);

/// Trains a tagger with alpha CE + beta_lcl LCL + beta_tcl TCL.
/// Inputs: "encoder"; "train" (labelled: the source, or translations alone); "translations"
/// (labelled, with source_id: pairs with "train"), where the sets are both; "dev" and
/// "watch/<target>/{dev,test}" as nn::Evaluations. Outputs: as nn::Evaluations.
void run_train(xner::sdk::StageContext& context);

}  // namespace concner
