// A plan as it is put together: what the plans of most methods have to say, in the same words.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/sdk/plan.hpp"

namespace xner::sdk {

/// The selector that chooses by gold of a target, which no stage sees: what a training leaves for
/// it are the predictions of every evaluation point.
inline constexpr const char* kOracle = "target_dev";

/// Declares what a training with nn::Evaluations leaves for each selector: the output
/// "model-<selector>", or for the oracle "watched-<target>" of each watched target, with the inputs
/// "watch/<target>/{dev,test}".
void add_selectors(StageSpec& stage, const std::vector<std::string>& selectors,
                   const std::vector<std::string>& watched);

/// The parameters of `known` alone, complete and checked as by `resolve_parameters`; others may
/// stand beside them in `given`. What makes a stage for other methods reads its parameters so: a
/// method that builds on it has those it cares about among its own, and hands on all of them.
/// @throws Error{kUsage} as `resolve_parameters`.
[[nodiscard]] Json own_parameters(const std::vector<Parameter>& known, const Json& given,
                                  const std::string& method);

/// Rows of a plan share stages: each is in it once, whoever asks first.
class PlanBuilder {
 public:
  /// Adds a stage, unless it is there already. @returns its id, for "stage:<id>/<output>".
  /// @throws Error{kPlugin} if another stage has that id.
  std::string add(const StageSpec& stage);
  void add(Prediction prediction) { plan_.predictions.push_back(std::move(prediction)); }

  /// The plan so far; the builder is left without one.
  [[nodiscard]] Plan take() { return std::move(plan_); }

 private:
  Plan plan_;
  std::unordered_map<std::string, std::size_t> place_;  // of a stage in the plan, by id
};

}  // namespace xner::sdk
