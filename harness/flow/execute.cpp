// See execute.hpp.
#include "harness/flow/execute.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "harness/base/files.hpp"
#include "harness/store/claim.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

using std::chrono::steady_clock;
constexpr auto kLookAgain = std::chrono::milliseconds(250);  // at a stage that another process runs

enum class State { kWaiting, kRunning, kDone };

struct Node {
  State state = State::kWaiting;
  steady_clock::time_point not_before{};  ///< another process runs it: look again then
  bool awaited = false;
};

std::set<std::string> producers_of(const PlannedStage& stage) {
  std::set<std::string> producers;
  for (const auto& [name, input] : stage.inputs)
    if (!input.producer.empty()) producers.insert(input.producer);
  return producers;
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
        needs_(stage_needs(plan, [&](const auto& key, const auto& wanted) {
          return outputs.holds(key, wanted);
        })) {
    for (const auto& stage : plan.stages) {
      nodes_[stage.key];
      if (needs_.at(stage.key).runs)
        ++total_;
      else
        discard_attempt(stage.key);
    }
  }

  StageRecords run() {
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 1; i < std::min(options_.jobs, plan_.stages.size()); ++i)
        threads.emplace_back([this] { work(); });
      work();
    }
    if (failure_) std::rethrow_exception(failure_);
    return std::move(records_);
  }

 private:
  /// Of a stage that was published by a process that died before it cleared away.
  void discard_attempt(const std::string& key) const {
    const fs::path folder = outputs_.store().attempt_folder(key);
    if (fs::exists(folder) && store::claimant(outputs_.store(), key).empty())
      fs::remove_all(folder);
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
      std::optional<StageRecord> record;
      try {
        record = bring_about(*stage);
      } catch (...) {
        lock.lock();
        failure_ = std::current_exception();
        break;
      }
      lock.lock();
      settle(*stage, std::move(record));
      changed_.notify_all();
    }
    changed_.notify_all();
  }

  const PlannedStage* next() {
    const auto now = steady_clock::now();
    for (const auto& stage : plan_.stages) {
      const Node& node = nodes_.at(stage.key);
      if (node.state != State::kWaiting || node.not_before > now) continue;
      const auto producers = producers_of(stage);
      if (std::ranges::all_of(producers, [&](const std::string& producer) {
            return nodes_.at(producer).state == State::kDone;
          }))
        return &stage;
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
    if (options_.stop.stop_requested()) {
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
    return run_with_retries(stage);
  }

  std::optional<StageRecord> failed_before(const PlannedStage& stage) {
    const std::lock_guard lock(mutex_);
    for (const auto& producer : producers_of(stage)) {
      const auto at = records_.find(producer);
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

  /// Nothing, if an input vanished from the store: then its stage has to run again.
  std::optional<StageRecord> run_with_retries(const PlannedStage& stage) {
    const fs::path room = outputs_.room(stage.key);
    auto request = request_for(stage);
    if (!request) return std::nullopt;
    {
      const std::lock_guard lock(mutex_);
      ++started_;
      if (listener_.started) listener_.started(stage, started_, std::max(total_, started_));
    }
    for (int attempt = 0;; ++attempt) {
      fs::remove_all(room / kPublishedFolder);
      fs::remove_all(request->scratch_folder);
      make_folders(request->output_folder);
      StageRecord record = run_once(stage, *request);
      if (record.ok || attempt >= retries(record.outcome.status)) {
        if (record.ok) {
          outputs_.publish(stage, record);
          fs::remove_all(request->checkpoint_folder);
        }
        if (record.ok && !options_.keep_outputs) fs::remove_all(request->scratch_folder);
        return record;
      }
    }
  }

  StageRecord run_once(const PlannedStage& stage, const sdk::StageRequest& request) {
    StageRecord record;
    record.log_file = log_file(outputs_.room(stage.key));
    record.output_folder = request.output_folder;
    const StageSetting setting{options_.worker, record.log_file, options_.stop};
    const auto on_progress = [&](const sdk::Progress& progress) {
      const std::lock_guard lock(mutex_);
      if (listener_.progress) listener_.progress(stage, progress);
    };
    record.outcome = run_stage_process(request, limits_for(stage), on_progress, setting);
    record.ok = record.outcome.status == StageStatus::kOk;
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
        run_again(input.producer);
        return std::nullopt;
      }
    const std::lock_guard lock(mutex_);  // path_of writes what it is asked for
    auto request = stage_request(stage, outputs_.room(stage.key), [&](const PlannedInput& input) {
      return input.producer.empty() ? path_of_(input.from)
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

  void run_again(const std::string& key) {
    const std::lock_guard lock(mutex_);
    nodes_.at(key).state = State::kWaiting;
    needs_.at(key).runs = true;
    records_.erase(key);
    --done_;
  }

  /// Weights are large: they go when nobody waits for them any more. Files (predictions, histories)
  /// stay.
  void release_inputs(const PlannedStage& stage) {
    for (const auto& producer : producers_of(stage)) {
      StageNeed& need = needs_.at(producer);
      if (need.consumers == 0 || --need.consumers > 0 || options_.keep_outputs) continue;
      const fs::path folder = output_folder(outputs_.room(producer));
      for (const auto& output : plan_.stage(producer).spec.outputs)
        if (fs::is_directory(folder / output) && !is_result(producer, output))
          outputs_.drop(producer, output);
    }
  }

  bool is_result(const std::string& key, const std::string& output) const {
    return std::ranges::any_of(plan_.runs, [&](const PlannedRun& run) {
      return std::ranges::any_of(run.predictions, [&](const PlannedPrediction& prediction) {
        return prediction.stage == key && prediction.output == output;
      });
    });
  }

  const ExperimentPlan& plan_;
  const StageOutputs& outputs_;
  const PathOf& path_of_;
  const ExecuteOptions& options_;
  const StageListener& listener_;

  std::mutex fetching_;  // one link or copy into a room at a time
  std::mutex mutex_;     // of all below, and of the listener
  std::condition_variable changed_;
  StageNeeds needs_;
  std::map<std::string, Node> nodes_;
  StageRecords records_;
  std::size_t started_ = 0, total_ = 0, done_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

sdk::StageRequest stage_request(const PlannedStage& stage, const fs::path& room,
                                const std::function<fs::path(const PlannedInput&)>& path_of) {
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
