// The parameters of teacher_student, and what they mean for a student: plain values.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/sdk/plan.hpp"

namespace teacher_student {

/// What `describe` says.
[[nodiscard]] const std::vector<xner::sdk::Parameter>& parameters();

/// What the parameters ask for, resolved against the conditions of the experiment.
struct StudentSettings {
  xner::sdk::Json conditions;                ///< complete sdk::Conditions of the student's training
  std::int64_t freeze_bottom;                ///< of the student
  xner::sdk::Json loss;                      ///< "loss", "temperature", "hard_label_weight"
  std::vector<std::uint64_t> teacher_seeds;  ///< empty: the student's own seed
  std::vector<double> teacher_weights;       ///< shares that sum to 1; one if there is no list
  xner::sdk::Json departures;  ///< where the student's training is not the experiment's: "student_"
                               ///< and the condition -> [the experiment's, its own]
};

/// Reads `parameters()` of `request.parameters`; others may stand beside them.
/// @throws Error{kUsage} naming the parameter for a wrong type, a value out of range, or values
/// that contradict each other.
[[nodiscard]] StudentSettings student_settings(const xner::sdk::PlanRequest& request);

}  // namespace teacher_student
