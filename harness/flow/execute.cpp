// See execute.hpp.
#include "harness/flow/execute.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "harness/base/files.hpp"
#include "harness/flow/publisher.hpp"
#include "harness/flow/retention.hpp"
#include "harness/store/claim.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

using std::chrono::steady_clock;
constexpr auto kLookAgain = std::chrono::milliseconds(250);  // at a stage that another process runs

enum class State { kWaiting, kUnderWay, kDone };  // under way: runs, or on its way into the store

struct Node {
  const PlannedStage* stage = nullptr;
  std::vector<Node*> producers{};   ///< each once, by the inputs' names
  std::set<std::string> results{};  ///< outputs that a run is made of
  State state = State::kWaiting;
  steady_clock::time_point not_before{};  ///< another process runs it: look again then
  bool awaited = false;
};

/// Threads take the first stage, in the plan's order, whose producers are published. When its
/// process has ended well they leave it to the publisher and take the next.
class Executor {
 public:
  Executor(const ExperimentPlan& plan, const StageOutputs& outputs, const PathOf& path_of,
           const ExecuteOptions& options, const StageListener& listener)
      : plan_(plan),
        outputs_(outputs),
        path_of_(path_of),
        options_(options),
        listener_(listener),
        // Before the look: what is there then stays.
        retention_(plan, outputs, [this](const std::string& text) { warn(text); }),
        needs_(stage_needs(plan, [&](const auto& key, const auto& wanted) {
          return outputs.holds(key, wanted);
        })) {
    std::set<std::string> needed;
    for (const auto& [key, need] : needs_)
      if (need.runs || need.consumers > 0) needed.insert(key);
    retention_.need(std::move(needed));
    for (const auto& stage : plan.stages) {
      Node& node = nodes_[stage.key];
      node.stage = &stage;
      for (const auto& [name, input] : stage.inputs) {
        Node* const producer = input.producer.empty() ? nullptr : &nodes_.at(input.producer);
        if (producer != nullptr &&
            std::ranges::find(node.producers, producer) == node.producers.end())
          node.producers.push_back(producer);
      }
      if (needs_.at(stage.key).runs)
        ++total_;
      else
        discard_attempt(stage.key);
      order_.push_back(&node);
    }
    for (const auto& run : plan.runs)
      for (const auto& prediction : run.predictions)
        nodes_.at(prediction.stage).results.insert(prediction.output);
  }

  StageRecords run() {
    outputs_.store().clear_leftovers();
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 1; i < std::min(options_.jobs, plan_.stages.size()); ++i)
        threads.emplace_back([this] { work(); });
      work();
    }
    publisher_.finish();  // also after a failure: what was made is kept
    if (failure_) std::rethrow_exception(failure_);
    retention_.drop();
    return std::move(records_);
  }

 private:
  /// Of a stage that was published by a process that died before it cleared away.
  void discard_attempt(const std::string& key) const {
    const fs::path folder = outputs_.store().attempt_folder(key);
    if (!fs::exists(folder)) return;
    if (const auto held = store::claim(outputs_.store(), key)) remove_tree(folder);
  }

  void warn(const std::string& text) {
    const std::lock_guard lock(mutex_);
    if (listener_.warned) listener_.warned(text);
  }

  /// One thread: takes stages until there are none left.
  void work() {
    std::unique_lock lock(mutex_);
    while (!failure_ && done_ < plan_.stages.size()) {
      const PlannedStage* stage = next();
      if (stage == nullptr) {
        changed_.wait_for(lock, kLookAgain);
        continue;
      }
      nodes_.at(stage->key).state = State::kUnderWay;
      lock.unlock();
      guarded([&] { bring_about(*stage); });
      lock.lock();
    }
  }

  /// The first failure ends the sweep: nobody will want what the others make.
  void guarded(const std::function<void()>& step) {
    try {
      step();
    } catch (...) {
      {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
      }
      stop_.request_stop();
      changed_.notify_all();
    }
  }

  const PlannedStage* next() {
    const auto now = steady_clock::now();
    while (first_ < order_.size() && order_[first_]->state == State::kDone) ++first_;
    for (std::size_t i = first_; i < order_.size(); ++i) {
      const Node& node = *order_[i];
      if (node.state != State::kWaiting || node.not_before > now) continue;
      if (std::ranges::all_of(node.producers,
                              [](const Node* made_by) { return made_by->state == State::kDone; }))
        return node.stage;
    }
    return nullptr;
  }

  void settle(const PlannedStage& stage, StageRecord record) {
    {
      const std::lock_guard lock(mutex_);
      nodes_.at(stage.key).state = State::kDone;
      ++done_;
      records_[stage.key] = std::move(record);
      if (listener_.finished) listener_.finished(stage, records_.at(stage.key));
      if (std::exchange(needs_.at(stage.key).runs, false)) release_inputs(stage);
    }
    changed_.notify_all();
    retention_.drop_now_and_then();
  }

  /// It cannot be had now, since another process has it, or what it reads has to be made again.
  void put_back(const PlannedStage& stage) {
    const std::lock_guard lock(mutex_);
    nodes_.at(stage.key).state = State::kWaiting;
  }

  /// From the store, by another's failure, or by running it.
  void bring_about(const PlannedStage& stage) {
    if (auto record = failed_before(stage)) return settle(stage, std::move(*record));
    StageNeed need;
    {
      const std::lock_guard lock(mutex_);
      need = needs_.at(stage.key);
    }
    if (auto record = outputs_.recall(stage.key, need.outputs))
      return settle(stage, std::move(*record));
    if (stop_.stop_requested()) {
      StageRecord record;
      record.failed_stage = stage.key;
      record.outcome.status = StageStatus::kCancelled;
      record.outcome.message = "interrupted before it started";
      return settle(stage, std::move(record));
    }
    auto claim = store::claim(outputs_.store(), stage.key);
    if (!claim) return await(stage);
    // Another process may have finished it between the look and the claim.
    if (auto record = outputs_.recall(stage.key, need.outputs)) {
      claim.reset();
      return settle(stage, std::move(*record));
    }
    auto failure = run_with_retries(stage, std::move(*claim));
    if (failure) settle(stage, std::move(*failure));
  }

  std::optional<StageRecord> failed_before(const PlannedStage& stage) {
    const std::lock_guard lock(mutex_);
    for (const Node* producer : nodes_.at(stage.key).producers) {
      const auto at = records_.find(producer->stage->key);
      if (at == records_.end() || at->second.ok) continue;
      const StageRecord& made = at->second;
      StageRecord record;
      record.failed_stage = made.failed_stage;
      record.outcome = made.outcome;
      record.log_file = made.log_file;
      return record;
    }
    return std::nullopt;
  }

  void await(const PlannedStage& stage) {
    const std::lock_guard lock(mutex_);
    Node& node = nodes_.at(stage.key);
    node.state = State::kWaiting;
    node.not_before = steady_clock::now() + kLookAgain;
    if (node.awaited) return;
    node.awaited = true;
    if (listener_.awaited) listener_.awaited(stage, store::claimant(outputs_.store(), stage.key));
  }

  /// What ended well goes to the publisher.
  /// @returns the failure, if it is one to stay.
  std::optional<StageRecord> run_with_retries(const PlannedStage& stage, store::Claim claim) {
    auto request = request_for(stage);
    if (!request) {
      put_back(stage);
      return std::nullopt;
    }
    {
      const std::lock_guard lock(mutex_);
      ++started_;
      nodes_.at(stage.key).awaited = false;
      if (listener_.started) listener_.started(stage, started_, std::max(total_, started_));
    }
    for (int attempt = 0;; ++attempt) {
      const fs::path published = outputs_.room(stage.key) / kPublishedFolder;
      remove_tree(published);
      remove_tree(request->scratch_folder);
      make_folders(request->output_folder);
      StageRecord record = run_once(stage, *request, claim);
      if (record.ok) {
        publisher_.add({&stage, std::move(*request), std::move(record), std::move(claim)});
        return std::nullopt;
      }
      if (!claim.is_mine()) {
        remove_tree(published);  // what counts is what the other one publishes
        await(stage);
        return std::nullopt;
      }
      if (attempt >= retries(record.outcome.status)) return record;
    }
  }

  void publish(EndedStage ended) {
    guarded([&] {
      const PlannedStage& stage = *ended.stage;
      auto record = publish_ended(outputs_, std::move(ended), options_.keep_outputs);
      if (!record) return await(stage);
      settle(stage, std::move(*record));
    });
  }

  /// Ends early, as if interrupted, once the claim is another process's.
  StageRecord run_once(const PlannedStage& stage, const sdk::StageRequest& request,
                       const store::Claim& claim) {
    std::stop_source stop;
    const std::stop_callback with_all(stop_.get_token(), [&] { stop.request_stop(); });
    StageRecord record;
    record.log_file = log_file(outputs_.room(stage.key));
    record.output_folder = request.output_folder;
    const StageSetting setting{options_.worker, record.log_file, stop.get_token()};
    const auto on_progress = [&](const sdk::Progress& progress) {
      const std::lock_guard lock(mutex_);
      if (listener_.progress) listener_.progress(stage, progress);
      if (!claim.is_mine()) stop.request_stop();
    };
    record.outcome = run_stage_process(request, limits_for(stage), on_progress, setting);
    record.ok = record.outcome.status == StageStatus::kOk;
    if (record.ok) record.outcome.log_tail.clear();  // the log is among the outputs
    if (!record.ok) record.failed_stage = stage.key;
    return record;
  }

  /// A CUDA context reserves far more data than it uses: a limit on it would end every such stage.
  StageLimits limits_for(const PlannedStage& stage) const {
    StageLimits limits = options_.limits;
    const Json& parameters = stage.spec.parameters;
    if (parameters.is_object() && parameters.value("device", Json("cpu")) == "cuda")
      limits.memory_bytes = 0;
    return limits;
  }

  /// Of a stage that seemed to be there: what it reads may have no other reader.
  void count_as_reader(const PlannedStage& stage) {
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(needs_.at(stage.key).runs, true)) return;
      for (const Node* producer : nodes_.at(stage.key).producers)
        ++needs_.at(producer->stage->key).consumers;
    }
    for (const auto& [name, input] : stage.inputs)
      if (!input.producer.empty()) retention_.take_back(input.producer, input.output);
  }

  std::optional<sdk::StageRequest> request_for(const PlannedStage& stage) {
    count_as_reader(stage);
    for (const auto& [name, input] : stage.inputs)
      if (!input.producer.empty() && !have_output(input.producer, input.output))
        return std::nullopt;
    const std::lock_guard lock(mutex_);  // path_of writes what it is asked for
    auto request = stage_request(stage, outputs_.room(stage.key), [&](const PlannedInput& input) {
      return input.producer.empty() ? path_of_(input)
                                    : output_folder(outputs_.room(input.producer)) / input.output;
    });
    request.checkpoint_folder = outputs_.store().attempt_folder(stage.key);
    request.checkpoint_seconds = options_.checkpoint_seconds;
    return request;
  }

  /// In its stage's room; from the store if it is not there yet. If the store has lost it, its
  /// stage runs again. The room is touched by one at a time: here, while the stage is done, or by
  /// who brings it about.
  bool have_output(const std::string& producer, const std::string& output) {
    const std::lock_guard lock(fetching_);
    if (is_done(producer) && (fs::exists(output_folder(outputs_.room(producer)) / output) ||
                              outputs_.recall(producer, {output})))
      return true;
    run_again(producer, output);
    return false;
  }

  bool is_done(const std::string& key) {
    const std::lock_guard lock(mutex_);
    return nodes_.at(key).state == State::kDone;
  }

  /// For an output that a consumer has to read after all. With `fetching_`.
  void run_again(const std::string& key, const std::string& output) {
    const std::lock_guard lock(mutex_);
    needs_.at(key).outputs.insert(output);
    Node& node = nodes_.at(key);
    if (node.state != State::kDone) return;  // on its way already
    node.state = State::kWaiting;
    first_ = 0;
    records_.erase(key);
    --done_;
  }

  /// A folder that nobody waits for any more goes.
  void release_inputs(const PlannedStage& stage) {
    for (const Node* node : nodes_.at(stage.key).producers) {
      const std::string& producer = node->stage->key;
      StageNeed& need = needs_.at(producer);
      if (need.consumers == 0 || --need.consumers > 0 || options_.keep_outputs) continue;
      const fs::path folder = output_folder(outputs_.room(producer));
      for (const auto& output : node->stage->spec.outputs)
        if (fs::is_directory(folder / output) && !node->results.contains(output))
          retention_.let_go(producer, output);
    }
  }

  const ExperimentPlan& plan_;
  const StageOutputs& outputs_;
  const PathOf& path_of_;
  const ExecuteOptions& options_;
  const StageListener& listener_;

  std::stop_source stop_;  // the caller's wish, or a failure of this executor
  std::stop_callback<std::function<void()>> asked_{options_.stop, [this] { stop_.request_stop(); }};
  Retention retention_;
  std::mutex fetching_;  // of the rooms of stages that are done, and of their being done no more
  std::mutex mutex_;     // of all below but the publisher, and of the listener
  std::condition_variable changed_;
  StageNeeds needs_;
  std::map<std::string, Node> nodes_;  // by key
  std::vector<Node*> order_;           // as in the plan
  std::size_t first_ = 0;              // of those that are not done
  StageRecords records_;
  std::size_t started_ = 0, total_ = 0, done_ = 0;
  std::exception_ptr failure_;
  Publisher publisher_{[this](EndedStage ended) { publish(std::move(ended)); }};  // goes first
};

}  // namespace

sdk::StageRequest stage_request(const PlannedStage& stage, const fs::path& room,
                                const PathOf& path_of) {
  sdk::StageRequest request;
  request.key = stage.key;
  request.plugin = stage.plugin;
  request.method = stage.spec.method;
  request.type = stage.spec.type;
  request.parameters = stage.spec.parameters;
  request.outputs = stage.spec.outputs;
  request.output_folder = output_folder(room);
  request.scratch_folder = room / "scratch";
  for (const auto& [name, input] : stage.inputs) request.inputs[name] = path_of(input);
  return request;
}

int retries(StageStatus status) noexcept {
  switch (status) {
    case StageStatus::kCrash:
    case StageStatus::kTimeout:
    case StageStatus::kNoProgress:
    case StageStatus::kNoResult:
      return 1;
    default:
      return 0;
  }
}

StageRecords execute(const ExperimentPlan& plan, const StageOutputs& outputs, const PathOf& path_of,
                     const ExecuteOptions& options, const StageListener& listener) {
  return Executor(plan, outputs, path_of, options, listener).run();
}

}  // namespace xner::flow
