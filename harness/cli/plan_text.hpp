// What `xner plan` and `xner run --dry-run` say of a plan: stages, what the store has of them, what
// sharing saves, and what the design can see.
#pragma once

#include <functional>
#include <string>

#include "harness/flow/suite.hpp"

namespace xner::cli {

/// Whether the outputs of a stage are there already, by its key. Empty: nobody knows, and nothing
/// is said of it.
using StoreHas = std::function<bool(const std::string& key)>;

inline constexpr std::size_t kShortKey = 12;

[[nodiscard]] std::string plan_text(flow::Suite& suite, const StoreHas& has,
                                    bool whole_keys = false);
/// {"schema", "stages", "runs", "sharing", "configurations", "detectable_difference"}.
[[nodiscard]] std::string plan_json(flow::Suite& suite, const StoreHas& has);

/// The DAG for Graphviz: a box a stage, filled if the store has it, an ellipse for each input that
/// no stage makes; edges are named after outputs. Input: `dot -Tsvg`.
[[nodiscard]] std::string plan_dot(const flow::ExperimentPlan& plan, const StoreHas& has);

}  // namespace xner::cli
