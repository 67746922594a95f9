// See retention.hpp.
#include "harness/flow/retention.hpp"

namespace xner::flow {
namespace {

using std::chrono::steady_clock;

/// Between two looks through the store for what nobody needs any more.
constexpr auto kDropAgain = std::chrono::seconds(5);

std::set<std::string> keys_of(const ExperimentPlan& plan) {
  std::set<std::string> keys;
  for (const auto& stage : plan.stages) keys.insert(stage.key);
  return keys;
}

}  // namespace

Retention::Retention(const ExperimentPlan& plan, const StageOutputs& outputs,
                     std::function<void(const std::string&)> warned)
    : outputs_(outputs), warned_(std::move(warned)), pin_(outputs.store(), keys_of(plan)) {}

void Retention::need(std::set<std::string> keys) {
  needed_ = std::move(keys);
  pin_.keep(needed_);
}

void Retention::let_go(const std::string& key, const std::string& output) {
  const std::lock_guard lock(mutex_);
  droppings_.emplace_back(key, output);
}

void Retention::take_back(const std::string& key, const std::string& output) {
  const std::lock_guard none_drops(dropping_);
  {
    const std::lock_guard lock(mutex_);
    std::erase(droppings_, std::pair(key, output));
  }
  if (needed_.insert(key).second) pin_.keep(needed_);
}

void Retention::drop_now_and_then() {
  {
    const std::lock_guard lock(mutex_);
    const auto now = steady_clock::now();
    if (droppings_.empty() || now - dropped_ < kDropAgain) return;
    dropped_ = now;
  }
  drop();
}

void Retention::drop() {
  const std::lock_guard lock(dropping_);
  drop_let_go();
}

/// First this sweep says that it needs them no more: then the last of several drops them.
void Retention::drop_let_go() {
  Droppings droppings;
  {
    const std::lock_guard lock(mutex_);
    droppings.swap(droppings_);
  }
  if (droppings.empty()) return;
  for (const auto& [key, output] : droppings) needed_.erase(key);
  pin_.keep(needed_);
  const std::string problem = outputs_.drop(droppings);
  if (problem.empty() || std::exchange(told_, true)) return;
  warned_(
      "the store keeps weights that nobody waits for, since it cannot be known whether this "
      "record needs them: " +
      problem);
}

}  // namespace xner::flow
