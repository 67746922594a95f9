// Takes stages whose processes have ended well into the store while the next ones run: a
// publication waits for the disk several times, and weights take seconds to a network filesystem.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "harness/flow/stage_outputs.hpp"
#include "harness/sdk/stage_message.hpp"
#include "harness/store/claim.hpp"

namespace xner::flow {

/// A stage whose process has ended well, with the claim under which it ran: held, and renewed,
/// until the stage is published or given up.
struct EndedStage {
  const PlannedStage* stage = nullptr;
  sdk::StageRequest request;
  StageRecord record;
  store::Claim claim;
};

/// Publishes one, unless its claim was taken over; then what a later start would go on from goes,
/// if it still is this process's, and scratch, and the claim. Outputs that the store does not take
/// (a link, a name that is no text) are the stage's failure.
/// @returns nothing if another process has taken the stage over: what counts is what that one
/// publishes, and nothing is left of it in the room here.
/// @throws Error{kIo}.
[[nodiscard]] std::optional<StageRecord> publish_ended(const StageOutputs& outputs,
                                                       EndedStage ended, bool keep_scratch);

/// Threads that publish, started as they are needed.
class Publisher {
 public:
  /// Stages that are on their way into the store at a time: enough that the disk is waited for
  /// together, few enough for their rooms (weights twice, in the room and on their way).
  static constexpr std::size_t kTogether = 4;

  /// @param publish called by several threads at once; throws nothing.
  explicit Publisher(std::function<void(EndedStage)> publish) : publish_(std::move(publish)) {}
  ~Publisher() { finish(); }
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  /// Waits while `kTogether` are on their way. Not after `finish`.
  void add(EndedStage ended);

  /// Returns when all that was added is done, whatever it became.
  void finish();

 private:
  void work();

  const std::function<void(EndedStage)> publish_;
  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  std::deque<EndedStage> waiting_;
  std::size_t on_their_way_ = 0;  // waiting ones too
  bool finished_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace xner::flow
