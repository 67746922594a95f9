// `xner status [FOLDER]`: how far the sweep of an experiment is, from another terminal.
#include <filesystem>

#include <fmt/format.h>

#include "harness/base/amounts.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"
#include "harness/flow/sweep_status.hpp"
#include "harness/record/run_folder.hpp"

namespace xner::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct StatusOptions {
  std::string folder = "runs";
  std::string format = "text";
};

/// What is known of one experiment: its runs that ended, and the sweeps that run on it now.
struct ExperimentStatus {
  fs::path folder;
  std::size_t runs = 0;
  std::size_t failed = 0;
  std::vector<flow::SweepStatus> sweeps;
};

ExperimentStatus look_at(const fs::path& folder) {
  ExperimentStatus status{folder, 0, 0, flow::running_sweeps(folder)};
  for (const auto& run : record::find_runs(folder)) {
    ++status.runs;
    if (!run.record || !run.record->ok()) ++status.failed;
  }
  return status;
}

/// The folder itself if it is an experiment's, else the experiments in it.
std::vector<ExperimentStatus> experiments(const fs::path& folder) {
  if (!fs::is_directory(folder))
    throw Error(ErrorKind::kUsage, "expected a folder of runs or of an experiment, found none",
                Place{folder.string()}, "name it: xner status runs/<experiment>");
  if (fs::exists(folder / "history.jsonl") || fs::exists(folder / ".work"))
    return {look_at(folder)};
  std::vector<ExperimentStatus> found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_directory() && !entry.path().filename().string().starts_with("."))
      found.push_back(look_at(entry.path()));
  std::ranges::sort(found, {}, &ExperimentStatus::folder);
  return found;
}

std::string sweep_text(const flow::SweepStatus& sweep) {
  std::string text = fmt::format("  running since {} ({}): {} of {} stages", sweep.started,
                                 sweep.process, sweep.stages - sweep.left(), sweep.stages);
  if (sweep.recalled > 0) text += fmt::format(", {} of them from the store", sweep.recalled);
  if (sweep.failed > 0) text += fmt::format(", {} failed", sweep.failed);
  if (sweep.seconds_left)
    text += fmt::format("\n  about {} left", duration_text(*sweep.seconds_left));
  for (const auto& stage : sweep.running) {
    text += fmt::format("\n  {}: {}", stage.stage, duration_text(stage.seconds));
    if (stage.progress.total > 0)
      text += fmt::format(", {} {}/{}", stage.progress.phase, stage.progress.done,
                          stage.progress.total);
    if (!stage.progress.note.empty()) text += ", " + stage.progress.note;
  }
  return text + "\n";
}

std::string text_of(const ExperimentStatus& status) {
  std::string text = fmt::format("{}: {} runs", status.folder.filename().string(), status.runs);
  if (status.failed > 0) text += fmt::format(", {} of them failed", status.failed);
  text += "\n";
  for (const auto& sweep : status.sweeps) text += sweep_text(sweep);
  return text;
}

Json json_of(const ExperimentStatus& status) {
  Json sweeps = Json::array();
  for (const auto& sweep : status.sweeps) sweeps.push_back(flow::to_json(sweep));
  return {{"folder", status.folder.string()},
          {"runs", status.runs},
          {"failed", status.failed},
          {"sweeps", sweeps}};
}

int run_status(const StatusOptions& options) {
  const auto found = experiments(options.folder);
  Json json = Json::array();
  for (const auto& one : found) {
    if (options.format == "text") write_text(text_of(one));
    json.push_back(json_of(one));
  }
  if (options.format == "json") write_out(json.dump(2) + "\n");
  return found.empty() ? kNothingSelectedExit : 0;
}

}  // namespace

Action declare_status(CLI::App& command) {
  const auto options = std::make_shared<StatusOptions>();
  command.add_option("folder", options->folder,
                     "An experiment's folder, or the folder of all of them (default: runs)");
  command.add_option("--format", options->format, "text or json")->check(one_of({"text", "json"}));
  return [options] { return run_status(*options); };
}

}  // namespace xner::cli
