// See sweep_status.hpp.
#include "harness/flow/sweep_status.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/process_identity.hpp"
#include "harness/base/unsynced_file.hpp"
#include "harness/record/environment.hpp"
#include "harness/sdk/json_fields.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

constexpr const char* kStatusFile = "status.json";
constexpr std::size_t kMaxStatusBytes = std::size_t{1} << 20;
constexpr auto kRewrite = std::chrono::seconds(1);
constexpr auto kRewriteSoon = std::chrono::milliseconds(100);

std::string kind_of(const PlannedStage& stage) { return stage.spec.method + " " + stage.spec.type; }

void write_status(const fs::path& file, const SweepStatus& status) {
  try {
    write_unsynced(file, to_json(status).dump() + "\n");
  } catch (const Error&) {  // a full disk: no reason to end what runs
  }
}

double seconds_since(std::chrono::steady_clock::time_point then) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count();
}

}  // namespace

Json to_json(const SweepStatus& status) {
  Json running = Json::array();
  for (const auto& one : status.running)
    running.push_back({{"stage", one.stage},
                       {"seconds", one.seconds},
                       {"phase", one.progress.phase},
                       {"done", one.progress.done},
                       {"total", one.progress.total},
                       {"note", one.progress.note}});
  Json json{{"schema", 1},
            {"experiment", status.experiment},
            {"process", status.process},
            {"started", status.started},
            {"updated", status.updated},
            {"stages", status.stages},
            {"recalled", status.recalled},
            {"done", status.done},
            {"failed", status.failed},
            {"running", running}};
  json["seconds_left"] = status.seconds_left ? Json(*status.seconds_left) : Json(nullptr);
  return json;
}

SweepStatus sweep_status_from_json(const Json& json) {
  const sdk::JsonFields fields(json, "sweep status", ErrorKind::kData);
  SweepStatus status;
  status.experiment = fields.text("experiment");
  status.process = fields.text("process");
  status.started = fields.text("started");
  status.updated = fields.text("updated");
  status.stages = fields.natural("stages");
  status.recalled = fields.natural("recalled");
  status.done = fields.natural("done");
  status.failed = fields.natural("failed");
  for (const auto& one : fields.array("running")) {
    const sdk::JsonFields stage(one, "sweep status, running", ErrorKind::kData);
    status.running.push_back(
        {stage.text("stage"),
         stage.number("seconds"),
         {stage.text("phase"), stage.integer("done"), stage.integer("total"), stage.text("note")}});
  }
  if (!fields.at("seconds_left").is_null()) status.seconds_left = fields.number("seconds_left");
  return status;
}

std::vector<SweepStatus> running_sweeps(const fs::path& experiment) {
  std::vector<SweepStatus> statuses;
  std::error_code gone;
  for (fs::directory_iterator entry(experiment / ".work", gone), end; !gone && entry != end;
       entry.increment(gone)) {
    const fs::path file = entry->path() / kStatusFile;
    try {
      auto status = sweep_status_from_json(parse_json(read_file(file, kMaxStatusBytes)));
      if (!is_left_behind(status.process, {})) statuses.push_back(std::move(status));
    } catch (const Error&) {
      std::error_code ignored;
      if (fs::exists(file, ignored)) throw;  // else that sweep has just ended
    }
  }
  std::ranges::sort(statuses, {}, &SweepStatus::started);
  return statuses;
}

SweepMonitor::SweepMonitor(const ExperimentPlan& plan, std::string experiment, std::size_t jobs,
                           const fs::path& folder)
    : file_(folder / kStatusFile), jobs_(jobs) {
  status_.experiment = std::move(experiment);
  status_.process = process_tag();
  status_.started = record::utc_now();
  status_.stages = plan.stages.size();
  for (const auto& stage : plan.stages) ++kinds_[kind_of(stage)].left;
  update(true);
  write_status(file_, status_);  // there before anything runs
  is_new_ = is_new_soon_ = false;
  writer_ = std::jthread([this](const std::stop_token& stop) { keep_file(stop); });
}

StageListener SweepMonitor::listen(const StageListener& next) {
  StageListener listener;
  listener.started = [this, next](const auto& stage, std::size_t number, std::size_t total) {
    start(stage);
    if (next.started) next.started(stage, number, total);
  };
  listener.progress = [this, next](const auto& stage, const sdk::Progress& progress) {
    proceed(stage, progress);
    if (next.progress) next.progress(stage, progress);
  };
  listener.awaited = [this, next](const auto& stage, const std::string& who) {
    leave(stage);
    if (next.awaited) next.awaited(stage, who);
  };
  listener.warned = next.warned;
  listener.finished = [this, next](const auto& stage, const StageRecord& record) {
    finish(stage, record);
    if (next.finished) next.finished(stage, record);
  };
  return listener;
}

void SweepMonitor::start(const PlannedStage& stage) {
  const std::lock_guard lock(mutex_);
  active_[stage.key] = {stage.spec.method + " " + stage.spec.id, Clock::now(), {}};
  update(true);
}

void SweepMonitor::proceed(const PlannedStage& stage, const sdk::Progress& progress) {
  const std::lock_guard lock(mutex_);
  sdk::Progress& known = active_[stage.key].progress;
  const bool is_new = known.phase != progress.phase;
  known = progress;
  update(is_new);
}

void SweepMonitor::leave(const PlannedStage& stage) {
  const std::lock_guard lock(mutex_);
  if (active_.erase(stage.key) > 0) update(true);
}

void SweepMonitor::finish(const PlannedStage& stage, const StageRecord& record) {
  const std::lock_guard lock(mutex_);
  Kind& kind = kinds_[kind_of(stage)];
  if (kind.left > 0) --kind.left;
  if (record.recalled) {
    ++status_.recalled;
  } else if (record.ok) {
    ++status_.done;
    ++kind.ended;
    kind.seconds += record.outcome.wall_seconds;
  } else {
    ++status_.failed;
  }
  active_.erase(stage.key);
  // What is there already ends by the thousand: no file for each.
  update(!record.recalled);
}

/// As long as those of its kind took on the average; what runs counts by what it has taken.
std::optional<double> SweepMonitor::seconds_left() const {
  double seconds = 0;
  for (const auto& [name, kind] : kinds_) {
    if (kind.left == 0) continue;
    if (kind.ended == 0) return std::nullopt;
    seconds += static_cast<double>(kind.left) * kind.seconds / static_cast<double>(kind.ended);
  }
  for (const auto& [key, active] : active_) seconds -= seconds_since(active.since);
  return std::max(seconds, 0.0) / static_cast<double>(jobs_);
}

void SweepMonitor::update(bool soon) {
  status_.updated = record::utc_now();
  status_.seconds_left = seconds_left();
  status_.running.clear();
  for (const auto& [key, active] : active_)
    status_.running.push_back({active.stage, seconds_since(active.since), active.progress});
  is_new_ = true;
  is_new_soon_ |= soon;
  changed_.notify_all();
}

void SweepMonitor::keep_file(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  auto written = Clock::now();
  while (!stop.stop_requested() || is_new_) {
    changed_.wait(lock, stop, [&] { return is_new_; });
    changed_.wait_until(lock, stop, written + kRewriteSoon, [] { return false; });
    changed_.wait_until(lock, stop, written + kRewrite, [&] { return is_new_soon_; });
    if (!is_new_) continue;
    is_new_ = is_new_soon_ = false;
    const SweepStatus status = status_;
    lock.unlock();
    write_status(file_, status);
    written = Clock::now();
    lock.lock();
  }
}

}  // namespace xner::flow
