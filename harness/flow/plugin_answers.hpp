// What plugins answer to `describe` and `plan`. Both are pure, so an answer is kept in the store,
// by plugin, SDK and question: asking costs a process that loads LibTorch.
#pragma once

#include <filesystem>
#include <vector>

#include "harness/flow/stage_process.hpp"
#include "harness/sdk/plugin_search.hpp"
#include "harness/store/store.hpp"

namespace xner::flow {

class PluginAnswers {
 public:
  /// @param store outlives this object; null: every question is asked.
  /// @param folder for files on their way into or out of the store; made when it is needed.
  PluginAnswers(const store::Store* store, std::filesystem::path folder)
      : store_(store), folder_(std::move(folder)) {}

  /// As describe_plugin() and plan_with_plugin(). @throws also Error{kIo}.
  [[nodiscard]] sdk::MethodDescription describe(const sdk::PluginFile& plugin) const;
  [[nodiscard]] std::vector<sdk::Plan> plan(const sdk::PluginFile& plugin,
                                            const std::vector<sdk::PlanRequest>& requests) const;

 private:
  const store::Store* store_;
  std::filesystem::path folder_;
};

}  // namespace xner::flow
