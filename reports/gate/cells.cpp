// See cells.hpp.
#include "reports/gate/cells.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "reports/runs/names.hpp"

namespace xner::reports {
namespace fs = std::filesystem;
namespace {

using record::FoundRun;
using record::Json;

Json numeric_class_of(const fs::path& run) {
  Json numeric = environment_of(run).value("numeric_class", Json());
  return numeric.is_object() ? numeric : Json::object();
}

GateCell cell_of(const std::string& path, const std::vector<FoundRun>& runs) {
  std::multimap<std::uint64_t, const FoundRun*> by_seed;
  for (const FoundRun& run : runs) by_seed.emplace(run.record->id.seed, &run);
  GateCell cell;
  cell.id = runs.front().record->id;
  cell.id.seed = 0;
  std::vector<FoundRun> scored;
  for (const auto& [seed, run] : by_seed) {
    if (!run->record->ok()) {
      cell.failed.push_back({seed, *run->record->failure});
      continue;
    }
    scored.push_back(*run);
    cell.folders.push_back(run->folder);
    cell.numeric_classes.push_back(numeric_class_of(run->folder));
  }
  if (!scored.empty()) cell.arm = load_side(path, scored).rows.begin()->second;
  return cell;
}

}  // namespace

Json environment_of(const fs::path& run) {
  const fs::path file = run / record::kEnvironmentFile;
  if (!fs::exists(file)) return Json::object();
  Json environment = record::read_json(file);
  if (!environment.is_object())
    throw Error(ErrorKind::kData, "expected a JSON object with the environment of a run",
                Place{file.string()}, "run it again: a run folder is written as a whole");
  return environment;
}

bool predicts_nothing(const GateCell& cell) {
  return !cell.arm.runs.empty() && std::ranges::all_of(cell.arm.runs, [](const auto& run) {
    return is_silent(score::total(run));
  });
}

std::set<std::string> makers_of(const GateCell& cell) {
  std::set<std::string> makers;
  for (const fs::path& folder : cell.folders) makers.insert(maker_of(environment_of(folder)));
  makers.erase("");
  return makers;
}

std::string cell_path(const record::RunId& id) { return id.folder().parent_path().string(); }

std::string cell_title(const record::RunId& id, bool one_source) {
  const std::string source = one_source ? "" : " from " + source_name(id);
  return fmt::format("{}{} on {}", method_name(id), source, id.target);
}

GateCells load_cells(const fs::path& folder) {
  GateCells cells;
  cells.folder = folder;
  std::map<std::string, std::vector<FoundRun>> found;
  for (FoundRun& run : record::find_runs(folder)) {
    if (!run.record) {
      cells.problems.push_back(std::move(run.problem));
      continue;
    }
    const std::string path = cell_path(run.record->id);
    found[path].push_back(std::move(run));
  }
  for (const auto& [path, runs] : found) cells.by_path.emplace(path, cell_of(path, runs));
  return cells;
}

}  // namespace xner::reports
