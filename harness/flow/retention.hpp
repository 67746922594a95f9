// What a sweep still needs of the store, as it says to other sweeps, and what goes when nobody in
// it waits any more. Weights are large: they go with their last reader. Files (predictions,
// histories) stay.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/flow/stage_outputs.hpp"
#include "harness/store/pins.hpp"

namespace xner::flow {

/// Several threads may use one.
class Retention {
 public:
  /// Everything of the plan is needed until `need` says otherwise.
  /// @param outputs outlives this object. @param warned called once if the store keeps what should
  /// go, by the thread that drops.
  Retention(const ExperimentPlan& plan, const StageOutputs& outputs,
            std::function<void(const std::string&)> warned);

  /// Only these stages. Once, before anything is let go.
  void need(std::set<std::string> keys);

  /// Nobody in this sweep reads this output any more. Nothing happens to it yet.
  void let_go(const std::string& key, const std::string& output);

  /// Somebody reads it after all. It is either there, and kept, or gone when this returns, and made
  /// anew it is kept, too. @throws Error{kIo}.
  void take_back(const std::string& key, const std::string& output);

  /// What was let go, from rooms and store: `drop_now_and_then` at once where stages take their
  /// time, many together where they do not. Others go on meanwhile. @throws Error{kIo}.
  void drop_now_and_then();
  void drop();

 private:
  using Droppings = std::vector<std::pair<std::string, std::string>>;  // keys and outputs
  void drop_let_go();  // with the lock of the first three

  const StageOutputs& outputs_;
  const std::function<void(const std::string&)> warned_;
  std::mutex dropping_;  // of the next three
  store::SweepPin pin_;
  std::set<std::string> needed_;  // what it keeps
  bool told_ = false;             // that weights stay
  std::mutex mutex_;              // of the rest
  Droppings droppings_;
  std::chrono::steady_clock::time_point dropped_{};  // when it was last seen to that
};

}  // namespace xner::flow
