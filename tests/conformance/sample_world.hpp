// A small world for conformance tests: the generated sample as files, a tiny random encoder, and a
// runner that takes a plugin's plan through the shipped worker, stage by stage.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/base/files.hpp"
#include "harness/flow/plan.hpp"
#include "harness/flow/stage_process.hpp"

namespace xner::test {

/// The answer of a whole plan.
struct PlanRun {
  std::map<std::string, flow::StageOutcome> outcomes;  ///< by stage id
  std::map<std::string, std::string> predictions;      ///< "<target>/<seed>/<selector>" -> bytes
  std::map<std::string, std::string> outputs;          ///< "<stage id>/<output>" -> SHA-256
};

class SampleWorld {
 public:
  /// Writes the files. @throws Error.
  SampleWorld();

  /// What a plan calls "data:..." or "encoder", as a file or folder. Tests may write over it.
  [[nodiscard]] std::filesystem::path path(const std::string& from) const;
  [[nodiscard]] const std::filesystem::path& inputs() const { return inputs_; }

  /// One target, one seed, the selector "last", and conditions that train a tiny model in a second.
  [[nodiscard]] static sdk::PlanRequest request(const sdk::MethodDescription& description,
                                                std::uint64_t seed = 1);

  /// The plan with keys and in topological order. @throws Error{kPlugin} if it is not sound.
  [[nodiscard]] flow::ExperimentPlan order(const std::string& method,
                                           const sdk::PlanRequest& request,
                                           const sdk::Plan& plan) const;

  /// How one stage starts: with every input made by the stages before it.
  [[nodiscard]] sdk::StageRequest stage_request(const flow::PlannedStage& stage,
                                                const std::filesystem::path& room) const;

  /// Runs the stages in order in fresh folders; stops at the first that fails.
  [[nodiscard]] PlanRun run(const std::string& method, const sdk::PlanRequest& request);

  /// The same, but `visit` says for each stage whether to go on: it may run it in its own way
  /// first.
  using Visit =
      std::function<void(const flow::PlannedStage& stage, const sdk::StageRequest& request)>;
  [[nodiscard]] PlanRun run(const std::string& method, const sdk::PlanRequest& request,
                            const Visit& visit);

  /// The same of a plan that is given.
  [[nodiscard]] PlanRun run(const std::string& method, const sdk::PlanRequest& request,
                            const sdk::Plan& plan, const Visit& visit = {});

  [[nodiscard]] static flow::StageSetting setting();

 private:
  TemporaryFolder folder_;
  std::filesystem::path inputs_;
  std::map<std::string, std::filesystem::path>
      outputs_;  ///< stage key -> its output folder, of the current run
  int runs_ = 0;
};

/// The labels of all sentences handed on to the next sentence of equal length, so that counts stay
/// and gold is wrong.
void permute_labels(const std::filesystem::path& canonical_file);

}  // namespace xner::test
