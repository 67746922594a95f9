// One DAG for a whole experiment: the plans of all methods, each stage with its key, equal keys
// merged. Pure: files and plugins are seen only through the functions that are passed in.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/sdk/plan.hpp"
#include "harness/sdk/plugin_search.hpp"

namespace xner::flow {

using sdk::Json;

/// Raised with every change of what a key is made of.
inline constexpr int kKeySchema = 1;

/// What one method in one variant wants done, and under which conditions.
struct MethodPlan {
  std::string method;
  Json conditions;           ///< complete, device and threads resolved
  std::string device_class;  ///< "cpu", "cuda:sm_90"
  sdk::Plan plan;
  std::string variant = "base";
  std::string size = "full";  ///< of the source
};

/// The part of every key that does not depend on the experiment.
struct BuildIdentity {
  std::string sdk_build_id;
  std::string cpu_capability;
};

struct PlannedInput {
  std::string from;      ///< as the plan says it
  std::string digest;    ///< of the content; "" if a stage makes it
  std::string producer;  ///< key of that stage, or ""
  std::string output;    ///< its output's name
};

struct PlannedStage {
  std::string key;      ///< 64 hex digits: SHA-256 of `identity`
  Json identity;        ///< everything that determines the output; never a path
  sdk::StageSpec spec;  ///< as the first asker wrote it
  std::string asker;    ///< the first method that asked
  std::string variant;  ///< of the asker
  std::string size;     ///< of the asker's source
  std::filesystem::path plugin;
  std::map<std::string, PlannedInput> inputs;  ///< by StageInput::name
};

/// Where the labels of one selector are.
struct PlannedPrediction {
  std::string selector;
  std::string split;
  std::string stage;  ///< key
  std::string output;
};

/// One row of the results: everything behind one score.
struct PlannedRun {
  std::string method;
  std::string variant = "base";
  std::string size = "full";  ///< of the source
  std::size_t setting = 0;    ///< which of the plans: index into Prepared::methods
  std::size_t part = 0;       ///< of a suite: index into Suite::parts
  std::string target;
  std::uint64_t seed = 0;
  std::vector<PlannedPrediction> predictions;
  std::vector<std::size_t> stages;  ///< all it builds on, as indices in topological order
};

struct ExperimentPlan {
  std::vector<PlannedStage> stages;  ///< topological order
  std::vector<PlannedRun> runs;      ///< by method, variant, size, target, seed

  /// @throws Error{kInternal} if there is no such key.
  [[nodiscard]] const PlannedStage& stage(const std::string& key) const;
};

/// What the plan is about, in the order of its rows.
struct PlanShape {
  std::vector<std::string> targets;
  std::vector<std::uint64_t> seeds;
  std::vector<std::string> selectors;
};

/// SHA-256 of an input that no stage makes ("data:...", "encoder"). @throws Error{kUsage} if there
/// is none.
using DigestOf = std::function<std::string(const std::string& from)>;
/// The loadable plugin that owns a stage. @throws Error{kUsage, kPlugin}.
using PluginOf = std::function<const sdk::PluginFile&(const std::string& method)>;

/// @throws Error{kPlugin} naming method and stage, if a plan is not sound: two stages of one name,
/// an input that nothing makes, a cycle, a missing or doubled prediction.
[[nodiscard]] ExperimentPlan build_plan(std::span<const MethodPlan> methods, const PlanShape& shape,
                                        const BuildIdentity& identity, const PluginOf& plugin_of,
                                        const DigestOf& digest_of);

}  // namespace xner::flow
