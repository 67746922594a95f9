// `xner plan --why`: what the key of a stage is made of, and which of it changed against another
// experiment or an earlier run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/flow/plan.hpp"

namespace xner::cli {

using flow::Json;

/// A stage as far as its key goes.
struct KnownStage {
  std::string label;  ///< "<method>/<variant>/<size>/<id>"; the id alone from a run's record
  std::string id;
  std::string key;
  Json identity;
};

[[nodiscard]] std::vector<KnownStage> stages_of(const flow::ExperimentPlan& plan);
/// The stages behind an earlier run, from its env.json. @throws Error{kIo, kData}.
[[nodiscard]] std::vector<KnownStage> stages_of_record(const std::filesystem::path& environment);

/// The stage of this id, label or beginning of a key (6 digits or more).
/// @throws Error{kUsage} if there is none (with the nearest), or several different ones.
[[nodiscard]] const KnownStage& find_stage(const std::vector<KnownStage>& stages,
                                           const std::string& wanted);

/// Key and everything that it is made of.
[[nodiscard]] std::string why_text(const KnownStage& stage);

/// One line for everything in which the stage differs from the other side's stage of its label, or
/// of its id where there is one alone; an input that another stage makes is followed to its cause.
/// @throws Error{kUsage} if the other side has no such stage, or several.
[[nodiscard]] std::string changes_text(const std::vector<KnownStage>& stages,
                                       const KnownStage& stage,
                                       const std::vector<KnownStage>& others);

}  // namespace xner::cli
