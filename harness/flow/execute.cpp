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

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/store/claim.hpp"
#include "harness/store/pins.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

using std::chrono::steady_clock;
constexpr auto kLookAgain = std::chrono::milliseconds(250);  // at a stage that another process runs

/// Between two looks through the store for what nobody needs any more.
constexpr auto kDropAgain = std::chrono::seconds(5);

using Droppings = std::vector<std::pair<std::string, std::string>>;  // keys and outputs

enum class State { kWaiting, kRunning, kDone };

struct Node {
  const PlannedStage* stage = nullptr;
  std::vector<Node*> producers{};   ///< each once, by the inputs' names
  std::set<std::string> results{};  ///< outputs that a run is made of
  State state = State::kWaiting;
  steady_clock::time_point not_before{};  ///< another process runs it: look again then
  bool awaited = false;
};

std::set<std::string> keys_of(const ExperimentPlan& plan) {
  std::set<std::string> keys;
  for (const auto& stage : plan.stages) keys.insert(stage.key);
  return keys;
}

/// Threads take the first stage, in the plan's order, whose producers are done.
class Executor {
 public:
  Executor(const ExperimentPlan& plan, const StageOutputs& outputs, const PathOf& path_of,
           const ExecuteOptions& options, const StageListener& listener)
      : plan_(plan),
        outputs_(outputs),
        path_of_(path_of),
        options_(options),
        listener_(listener),
        pin_(outputs.store(), keys_of(plan)),  // before the look: what is there then stays
        needs_(stage_needs(plan, [&](const auto& key, const auto& wanted) {
          return outputs.holds(key, wanted);
        })) {
    for (const auto& [key, need] : needs_)
      if (need.runs || need.consumers > 0) needed_.insert(key);
    pin_.keep(needed_);
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
    if (failure_) std::rethrow_exception(failure_);
    drop(droppings_);
    return std::move(records_);
  }

 private:
  /// Of a stage that was published by a process that died before it cleared away.
  void discard_attempt(const std::string& key) const {
    const fs::path folder = outputs_.store().attempt_folder(key);
    if (!fs::exists(folder)) return;
    if (const auto held = store::claim(outputs_.store(), key)) fs::remove_all(folder);
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
      nodes_.at(stage->key).state = State::kRunning;
      lock.unlock();
      try {
        auto record = bring_about(*stage);
        lock.lock();
        settle(*stage, std::move(record));
      } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        failure_ = std::current_exception();
        stop_.request_stop();  // nobody will want what the others make
        break;
      }
      changed_.notify_all();
      drop_now_and_then(lock);
    }
    changed_.notify_all();
  }

  /// At once where stages take their time, many together where they do not. Others go on meanwhile.
  void drop_now_and_then(std::unique_lock<std::mutex>& lock) {
    const auto now = steady_clock::now();
    if (droppings_.empty() || now - dropped_ < kDropAgain) return;
    dropped_ = now;
    const auto droppings = std::exchange(droppings_, {});
    lock.unlock();
    try {
      drop(droppings);
    } catch (...) {
      lock.lock();
      failure_ = std::current_exception();
      return;
    }
    lock.lock();
  }

  /// First this sweep says that it needs them no more: then the last of several drops them.
  void drop(const Droppings& droppings) {
    const std::lock_guard lock(dropping_);
    for (const auto& [key, output] : droppings) needed_.erase(key);
    if (droppings.empty()) return;
    pin_.keep(needed_);
    const std::string problem = outputs_.drop(droppings);
    if (problem.empty() || std::exchange(warned_, true)) return;
    const std::lock_guard telling(mutex_);
    if (listener_.warned)
      listener_.warned(
          "the store keeps weights that nobody waits for, since it cannot be known "
          "whether this record needs them: " +
          problem);
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

  /// @param record none: the stage could not be had now.
  void settle(const PlannedStage& stage, std::optional<StageRecord> record) {
    Node& node = nodes_.at(stage.key);
    if (!record) {
      node.state = State::kWaiting;
      return;
    }
    node.state = State::kDone;
    ++done_;
    records_[stage.key] = std::move(*record);
    if (listener_.finished) listener_.finished(stage, records_.at(stage.key));
    if (needs_.at(stage.key).runs) release_inputs(stage);
  }

  /// From the store, by another's failure, or by running it; nothing if it has to wait.
  std::optional<StageRecord> bring_about(const PlannedStage& stage) {
    if (auto record = failed_before(stage)) return record;
    StageNeed need;
    {
      const std::lock_guard lock(mutex_);
      need = needs_.at(stage.key);
    }
    if (auto record = outputs_.recall(stage.key, need.outputs)) return record;
    if (stop_.stop_requested()) {
      StageRecord record;
      record.failed_stage = stage.key;
      record.outcome.status = StageStatus::kCancelled;
      record.outcome.message = "interrupted before it started";
      return record;
    }
    const auto claim = store::claim(outputs_.store(), stage.key);
    if (!claim) {
      await(stage);
      return std::nullopt;
    }
    // Another process may have finished it between the look and the claim.
    if (auto record = outputs_.recall(stage.key, need.outputs)) return record;
    return run_with_retries(stage, *claim);
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
    node.not_before = steady_clock::now() + kLookAgain;
    if (node.awaited) return;
    node.awaited = true;
    if (listener_.awaited) listener_.awaited(stage, store::claimant(outputs_.store(), stage.key));
  }

  /// Nothing, if an input vanished from the store: then its stage has to run again; or if another
  /// process has taken the stage over, whose end is then awaited.
  std::optional<StageRecord> run_with_retries(const PlannedStage& stage,
                                              const store::Claim& claim) {
    const fs::path room = outputs_.room(stage.key);
    auto request = request_for(stage);
    if (!request) return std::nullopt;
    {
      const std::lock_guard lock(mutex_);
      ++started_;
      nodes_.at(stage.key).awaited = false;
      if (listener_.started) listener_.started(stage, started_, std::max(total_, started_));
    }
    for (int attempt = 0;; ++attempt) {
      fs::remove_all(room / kPublishedFolder);
      fs::remove_all(request->scratch_folder);
      make_folders(request->output_folder);
      StageRecord record = run_once(stage, *request, claim);
      if (!claim.is_mine()) {
        fs::remove_all(room / kPublishedFolder);  // what counts is what the other one publishes
        await(stage);
        return std::nullopt;
      }
      if (record.ok || attempt >= retries(record.outcome.status)) {
        if (record.ok) publish(stage, record);
        if (record.ok && claim.is_mine()) fs::remove_all(request->checkpoint_folder);
        if (record.ok && !options_.keep_outputs) fs::remove_all(request->scratch_folder);
        return record;
      }
    }
  }

  /// Outputs that the store does not take (a link, a name that is no text) are the stage's failure.
  void publish(const PlannedStage& stage, StageRecord& record) const {
    try {
      outputs_.publish(stage, record);
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

  std::optional<sdk::StageRequest> request_for(const PlannedStage& stage) {
    for (const auto& [name, input] : stage.inputs)
      if (!input.producer.empty() && !have_output(input.producer, input.output)) {
        run_again(input.producer, input.output, stage.key);
        return std::nullopt;
      }
    const std::lock_guard lock(mutex_);  // path_of writes what it is asked for
    auto request = stage_request(stage, outputs_.room(stage.key), [&](const PlannedInput& input) {
      return input.producer.empty() ? path_of_(input)
                                    : output_folder(outputs_.room(input.producer)) / input.output;
    });
    request.checkpoint_folder = outputs_.store().attempt_folder(stage.key);
    request.checkpoint_seconds = options_.checkpoint_seconds;
    return request;
  }

  /// In its stage's room; from the store if it is not there yet.
  bool have_output(const std::string& producer, const std::string& output) {
    const std::lock_guard lock(fetching_);
    return fs::exists(output_folder(outputs_.room(producer)) / output) ||
           outputs_.recall(producer, {output});
  }

  /// For an output that a consumer has to read after all.
  void run_again(const std::string& key, const std::string& output, const std::string& consumer) {
    const std::lock_guard lock(mutex_);
    needs_.at(consumer).runs = true;
    StageNeed& need = needs_.at(key);
    need.runs = true;
    need.outputs.insert(output);
    ++need.consumers;
    Node& node = nodes_.at(key);
    if (node.state != State::kDone) return;  // on its way already
    node.state = State::kWaiting;
    first_ = 0;
    records_.erase(key);
    --done_;
  }

  /// Weights are large: they go when nobody waits for them any more. Files (predictions, histories)
  /// stay.
  void release_inputs(const PlannedStage& stage) {
    for (const Node* node : nodes_.at(stage.key).producers) {
      const std::string& producer = node->stage->key;
      StageNeed& need = needs_.at(producer);
      if (need.consumers == 0 || --need.consumers > 0 || options_.keep_outputs) continue;
      const fs::path folder = output_folder(outputs_.room(producer));
      for (const auto& output : node->stage->spec.outputs)
        if (fs::is_directory(folder / output) && !node->results.contains(output))
          droppings_.emplace_back(producer, output);
    }
  }

  const ExperimentPlan& plan_;
  const StageOutputs& outputs_;
  const PathOf& path_of_;
  const ExecuteOptions& options_;
  const StageListener& listener_;

  std::stop_source stop_;  // the caller's wish, or a failure of this executor
  std::stop_callback<std::function<void()>> asked_{options_.stop, [this] { stop_.request_stop(); }};
  store::SweepPin pin_;
  std::set<std::string> needed_;  // what it keeps
  bool warned_ = false;           // that weights stay
  std::mutex dropping_;           // of these three, once there are threads
  std::mutex fetching_;           // one link or copy into a room at a time
  std::mutex mutex_;              // of all below, and of the listener
  std::condition_variable changed_;
  StageNeeds needs_;
  std::map<std::string, Node> nodes_;  // by key
  std::vector<Node*> order_;           // as in the plan
  std::size_t first_ = 0;              // of those that are not done
  StageRecords records_;
  std::size_t started_ = 0, total_ = 0, done_ = 0;
  Droppings droppings_;
  steady_clock::time_point dropped_{};  // when it was last seen to that
  std::exception_ptr failure_;
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
