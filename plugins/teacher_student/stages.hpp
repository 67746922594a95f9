// The stages of teacher_student, and the plan that asks for them. Functions and plain values only:
// other types stay in anonymous namespaces.
#pragma once

#include "harness/sdk/method.hpp"

namespace teacher_student {

/// A seed's teacher is `wu_dredze`'s own stage "train", its probabilities are one stage a target,
/// and its student is one training a target; what labels the test text is `wu_dredze`'s "predict".
/// @throws Error{kUsage} for parameters that contradict each other or the selectors.
[[nodiscard]] xner::sdk::Plan make_plan(const xner::sdk::PlanRequest& request);

/// The teacher's probabilities of a text, in evaluation mode, once.
/// Inputs: "model", "text". Output: "probabilities.safetensors", see nn::write_soft_labels.
void run_annotate(xner::sdk::StageContext& context);

/// Trains a fresh student on unlabelled text towards its teachers' probabilities.
/// Inputs: "encoder"; "train" (text); "probabilities/<k>" for each teacher k; "dev" and
/// "watch/<target>/{dev,test}" as nn::Evaluations. Outputs: as nn::Evaluations.
void run_distil(xner::sdk::StageContext& context);

}  // namespace teacher_student
