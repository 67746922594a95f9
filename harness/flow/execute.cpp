// See execute.hpp.
#include "harness/flow/execute.hpp"

#include <cerrno>
#include <cstring>
#include <set>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

/// How many stages still wait for a stage's outputs, and which of its outputs rows are made of.
struct Demand {
  std::size_t consumers = 0;
  std::set<std::string> predictions;
};

std::map<std::string, Demand> count_demand(const ExperimentPlan& plan) {
  std::map<std::string, Demand> demand;
  for (const auto& stage : plan.stages) {
    std::set<std::string> producers;
    for (const auto& [name, input] : stage.inputs)
      if (!input.producer.empty()) producers.insert(input.producer);
    for (const auto& producer : producers) ++demand[producer].consumers;
  }
  for (const auto& run : plan.runs)
    for (const auto& prediction : run.predictions)
      demand[prediction.stage].predictions.insert(prediction.output);
  return demand;
}

/// Weights are large: they go when nobody waits for them any more. Files (predictions, histories)
/// stay.
void drop_models(const fs::path& outputs, const std::set<std::string>& predictions) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(outputs, ignored))
    if (entry.is_directory() && !predictions.contains(entry.path().filename().string()))
      fs::remove_all(entry.path(), ignored);
}

class Executor {
 public:
  Executor(const ExperimentPlan& plan, StageOutputs& outputs, const PathOf& path_of,
           const ExecuteOptions& options, const StageListener& listener)
      : plan_(plan),
        outputs_(outputs),
        path_of_(path_of),
        options_(options),
        listener_(listener),
        demand_(count_demand(plan)) {}

  StageRecords run() {
    for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
      const PlannedStage& stage = plan_.stages[i];
      if (listener_.started) listener_.started(stage, i + 1, plan_.stages.size());
      StageRecord& record = records_[stage.key];
      record = run_one(stage);
      if (listener_.finished) listener_.finished(stage, record);
      release_inputs(stage);
    }
    return std::move(records_);
  }

 private:
  StageRecord run_one(const PlannedStage& stage) {
    StageRecord record;
    if (const fs::path* found = outputs_.find(stage.key)) {
      record.ok = true;
      record.output_folder = *found;
      return record;
    }
    for (const auto& [name, input] : stage.inputs) {
      if (input.producer.empty() || records_.at(input.producer).ok) continue;
      record.failed_stage = records_.at(input.producer).failed_stage;
      record.outcome = records_.at(record.failed_stage).outcome;
      record.log_file = records_.at(record.failed_stage).log_file;
      return record;
    }
    if (options_.stop.stop_requested()) {
      record.failed_stage = stage.key;
      record.outcome.status = StageStatus::kCancelled;
      record.outcome.message = "interrupted before it started";
      return record;
    }
    start(stage, record);
    return record;
  }

  void start(const PlannedStage& stage, StageRecord& record) {
    const fs::path room = outputs_.room(stage.key);
    fs::remove_all(room);
    make_folders(room);
    const sdk::StageRequest request = request_for(stage, room);
    record.log_file = room / "log.txt";
    const StageSetting setting{options_.worker, record.log_file, options_.stop};
    const auto on_progress = [&](const sdk::Progress& progress) {
      if (listener_.progress) listener_.progress(stage, progress);
    };
    record.outcome = run_stage_process(request, limits_for(stage), on_progress, setting);
    record.ok = record.outcome.status == StageStatus::kOk;
    record.output_folder = request.output_folder;
    if (record.ok) {
      outputs_.add(stage.key, request.output_folder);
    } else {
      record.failed_stage = stage.key;
    }
    if (!options_.keep_outputs) fs::remove_all(request.scratch_folder);
  }

  /// A CUDA context reserves far more data than it uses: a limit on it would end every such stage.
  StageLimits limits_for(const PlannedStage& stage) const {
    StageLimits limits = options_.limits;
    const Json& parameters = stage.spec.parameters;
    if (parameters.is_object() && parameters.value("device", Json("cpu")) == "cuda")
      limits.memory_bytes = 0;
    return limits;
  }

  sdk::StageRequest request_for(const PlannedStage& stage, const fs::path& room) const {
    return stage_request(stage, room, [&](const PlannedInput& input) {
      return input.producer.empty() ? path_of_(input.from)
                                    : *outputs_.find(input.producer) / input.output;
    });
  }

  void release_inputs(const PlannedStage& stage) {
    std::set<std::string> producers;
    for (const auto& [name, input] : stage.inputs)
      if (!input.producer.empty()) producers.insert(input.producer);
    for (const auto& producer : producers) {
      Demand& demand = demand_[producer];
      const fs::path* const outputs = outputs_.find(producer);
      if (--demand.consumers == 0 && outputs != nullptr && !options_.keep_outputs)
        drop_models(*outputs, demand.predictions);
    }
  }

  const ExperimentPlan& plan_;
  StageOutputs& outputs_;
  const PathOf& path_of_;
  const ExecuteOptions& options_;
  const StageListener& listener_;
  std::map<std::string, Demand> demand_;
  StageRecords records_;
};

}  // namespace

const fs::path* StageOutputs::find(const std::string& key) const {
  const auto at = finished_.find(key);
  return at == finished_.end() ? nullptr : &at->second;
}

void StageOutputs::add(const std::string& key, fs::path outputs) {
  finished_[key] = std::move(outputs);
}

sdk::StageRequest stage_request(const PlannedStage& stage, const fs::path& room,
                                const std::function<fs::path(const PlannedInput&)>& path_of) {
  sdk::StageRequest request;
  request.key = stage.key;
  request.plugin = stage.plugin;
  request.method = stage.spec.method;
  request.type = stage.spec.type;
  request.parameters = stage.spec.parameters;
  request.outputs = stage.spec.outputs;
  request.output_folder = room / "outputs";
  request.scratch_folder = room / "scratch";
  for (const auto& [name, input] : stage.inputs) request.inputs[name] = path_of(input);
  return request;
}

StageRecords execute(const ExperimentPlan& plan, StageOutputs& outputs, const PathOf& path_of,
                     const ExecuteOptions& options, const StageListener& listener) {
  return Executor(plan, outputs, path_of, options, listener).run();
}

FolderLock::FolderLock(const fs::path& folder) {
  make_folders(folder);
  const fs::path file = folder / ".lock";
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0)
    throw Error(ErrorKind::kIo, fmt::format("cannot open the lock: {}", std::strerror(errno)),
                Place{file.string()});
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor_);
    std::string owner = read_file(file, 1 << 10);
    owner.erase(owner.find_last_not_of('\n') + 1);
    throw Error(ErrorKind::kUsage,
                fmt::format("another xner works on this experiment ({})",
                            owner.empty() ? "just started" : owner),
                Place{folder.string()}, "wait for it, or give this one another name: name=...");
  }
  const std::string owner = fmt::format("process {}\n", ::getpid());
  if (::ftruncate(descriptor_, 0) != 0 ||
      ::pwrite(descriptor_, owner.data(), owner.size(), 0) < 0) {
    // The lock holds without the note, which only serves the other's message.
  }
}

FolderLock::~FolderLock() { ::close(descriptor_); }

}  // namespace xner::flow
