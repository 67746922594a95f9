// See publisher.hpp.
#include "harness/flow/publisher.hpp"

#include <utility>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

void publish_or_fail(const StageOutputs& outputs, const PlannedStage& stage, StageRecord& record) {
  try {
    outputs.publish(stage, record);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kIo) throw;
    record.ok = false;
    record.failed_stage = stage.key;
    record.outcome.status = StageStatus::kException;
    record.outcome.message = error.what();
    record.outcome.result.ok = false;
    record.outcome.result.error_kind = kind_name(error.kind());
    record.outcome.result.error_message = error.what();
  }
}

}  // namespace

std::optional<StageRecord> publish_ended(const StageOutputs& outputs, EndedStage ended,
                                         bool keep_scratch) {
  StageRecord& record = ended.record;
  if (!ended.claim.is_mine()) {
    remove_tree(outputs.room(ended.stage->key) / kPublishedFolder);
    return std::nullopt;
  }
  publish_or_fail(outputs, *ended.stage, record);
  if (record.ok && ended.claim.is_mine()) remove_tree(ended.request.checkpoint_folder);
  if (record.ok && !keep_scratch) remove_tree(ended.request.scratch_folder);
  return std::move(record);
}

void Publisher::add(EndedStage ended) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return on_their_way_ < kTogether; });
  ++on_their_way_;
  waiting_.push_back(std::move(ended));
  if (on_their_way_ > threads_.size()) threads_.emplace_back([this] { work(); });
  lock.unlock();
  changed_.notify_all();
}

void Publisher::finish() {
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  changed_.notify_all();
  threads_.clear();  // each ends when nothing waits any more
}

void Publisher::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return finished_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    EndedStage ended = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    publish_(std::move(ended));
    lock.lock();
    --on_their_way_;
    changed_.notify_all();
  }
}

}  // namespace xner::flow
