// The parameters of concner, its presets, and what they ask for: plain values.
#pragma once

#include <string>
#include <vector>

#include "harness/sdk/plan.hpp"

namespace concner {

/// What `describe` says: concner's own parameters, then those of mulda's stages and of
/// teacher_student's student, which are handed on.
[[nodiscard]] const std::vector<xner::sdk::Parameter>& parameters();

/// What a tagger is trained on.
enum class Sets { kSource, kTranslations, kBoth };

/// A request, understood.
struct Settings {
  Sets sets = Sets::kBoth;
  bool student = false;  ///< a student of the tagger labels the test text
  bool plain = false;    ///< the tagger's loss is token cross entropy alone
  /// Of concner's stage "train", beside conditions, seed and selectors; complete, and without what
  /// has no effect, so that what is the same training has the same key.
  xner::sdk::Json training;
};

/// Reads `parameters()` of `request.parameters`; others may stand beside them.
/// @throws Error{kUsage} naming the parameter for values that contradict each other, or the
/// conditions.
[[nodiscard]] Settings settings_of(const xner::sdk::PlanRequest& request);

/// The request in teacher_student's own parameters: what its student is trained like.
[[nodiscard]] xner::sdk::PlanRequest student_request(const xner::sdk::PlanRequest& request);

}  // namespace concner
