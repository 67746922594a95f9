// See run_data.hpp.
#include "reports/runs/run_data.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/amounts.hpp"
#include "harness/base/error.hpp"
#include "reports/runs/run_counts.hpp"

namespace xner::reports {
namespace fs = std::filesystem;
namespace {

using record::Json;

/// A score that its own counts contradict is none.
void hold_to_counts(const fs::path& folder, RunData& run) {
  if (!run.record->ok() || !fs::exists(folder / record::kCountsFile)) return;
  try {
    static_cast<void>(read_counts(folder, run.record->score->overall));
  } catch (const Error& error) {
    run.problem = fmt::format("left out: {}", error.what());
    run.record.reset();
  }
}

void read_side_files(const fs::path& folder, RunData& run) {
  try {
    if (const auto file = folder / record::kEnvironmentFile; fs::exists(file))
      run.environment = record::read_json(file);
    if (const auto file = folder / record::kSpeedFile; fs::exists(file))
      run.speed = record::speed_from_json(record::read_json(file), file);
    run.errors = record::read_errors(folder);
  } catch (const Error& error) {
    run.problem = error.what();
  }
}

/// An object under `name`, or an empty one. A file by another hand may have anything there.
Json object_of(const Json& json, const char* name) {
  const auto at = json.find(name);
  return at != json.end() && at->is_object() ? *at : Json::object();
}

std::string text_of(const Json& json, const char* name) {
  const auto at = json.find(name);
  return at != json.end() && at->is_string() ? at->get<std::string>() : "";
}

double number_of(const Json& json, const char* name) {
  const auto at = json.find(name);
  return at != json.end() && at->is_number() ? at->get<double>() : 0;
}

}  // namespace

std::vector<RunData> load_runs(const fs::path& experiment) {
  std::vector<RunData> runs;
  for (record::FoundRun& found : record::find_runs(experiment)) {
    RunData& run = runs.emplace_back();
    run.folder = found.folder.lexically_relative(experiment);
    run.path = found.folder;
    run.record = std::move(found.record);
    run.problem = std::move(found.problem);
    if (run.record) hold_to_counts(found.folder, run);
    if (run.record) read_side_files(found.folder, run);
  }
  return runs;
}

std::string maker_of(const Json& environment) {
  const Json xner = object_of(environment, "xner");
  std::string text = text_of(xner, "version");
  if (const auto commit = text_of(xner, "commit"); !commit.empty())
    text += fmt::format(" ({}{})", commit.substr(0, 12),
                        xner.value("dirty", Json()) == true ? ", changed" : "");
  return text;
}

std::string machine_of(const Json& environment) {
  const Json host = object_of(environment, "host");
  std::vector<std::string> parts;
  if (const auto model = text_of(host, "cpu_model"); !model.empty()) parts.push_back(model);
  if (const double cores = number_of(host, "cores"); cores > 0)
    parts.push_back(fmt::format("{:.0f} core{}", cores, cores == 1 ? "" : "s"));
  if (const double bytes = number_of(host, "memory_bytes"); bytes > 0)
    parts.push_back(bytes_text(static_cast<std::int64_t>(bytes)));
  for (const Json& gpu : host.value("gpus", Json::array()))
    parts.push_back("GPU " + text_of(gpu, "name"));
  if (const auto os = text_of(host, "os"); !os.empty()) parts.push_back(os);
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string command_of(const Json& environment) { return text_of(environment, "command"); }

}  // namespace xner::reports
