// The stages of teacher_student, and the plan that asks for them. Functions and plain values only:
// other types stay in anonymous namespaces.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/sdk/method.hpp"
#include "plugins/teacher_student/settings.hpp"

namespace teacher_student {

/// A seed's teacher is `wu_dredze`'s own stage "train", its probabilities are one stage a target,
/// and its student is one training a target; what labels the test text is `wu_dredze`'s "predict".
/// @throws Error{kUsage} for parameters that contradict each other or the selectors.
[[nodiscard]] xner::sdk::Plan make_plan(const xner::sdk::PlanRequest& request);

/// The stage "annotate" of a target's unlabelled text, "annotate-<target>-<id of the teacher>". A
/// teacher is any stage with the outputs of nn::Evaluations; its model is that of the first
/// selector that needs no gold of a target. @throws Error{kUsage} if there is none.
[[nodiscard]] xner::sdk::StageSpec annotate_stage(const xner::sdk::PlanRequest& request,
                                                  const std::string& teacher,
                                                  const std::string& target);

/// The stage "distil" of a target and seed, "distil-<target>-seed-<seed>".
/// @param annotations ids of the stages "annotate", one for each of settings.teacher_weights.
[[nodiscard]] xner::sdk::StageSpec distil_stage(const xner::sdk::PlanRequest& request,
                                                const StudentSettings& settings,
                                                const std::vector<std::string>& annotations,
                                                const std::string& target, std::uint64_t seed);

/// The teacher's probabilities of a text, in evaluation mode, once.
/// Inputs: "model", "text". Output: "probabilities.safetensors", see nn::write_soft_labels.
void run_annotate(xner::sdk::StageContext& context);

/// Trains a fresh student on unlabelled text towards its teachers' probabilities.
/// Inputs: "encoder"; "train" (text); "probabilities/<k>" for each teacher k; "dev" and
/// "watch/<target>/{dev,test}" as nn::Evaluations. Outputs: as nn::Evaluations.
void run_distil(xner::sdk::StageContext& context);

}  // namespace teacher_student
