// See baseline.hpp.
#include "reports/gate/baseline.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/unsynced_file.hpp"
#include "harness/base/utf8.hpp"
#include "reports/runs/statistics_json.hpp"

namespace xner::reports {
namespace fs = std::filesystem;
namespace {

using record::Json;

constexpr const char* kRestore =
    "restore it from version control; only `xner baseline accept` changes a baseline";
constexpr const char* kFiles = "files";  ///< in baseline.json: digests by path

Json value_or_null(const std::optional<CellValue>& value) {
  return value ? to_json(*value) : Json();
}

std::optional<CellValue> value_from_json(const Json& json) {
  if (json.is_null()) return std::nullopt;
  CellValue value;
  value.seeds = json.at("seeds").get<std::vector<std::uint64_t>>();
  value.f1.n = static_cast<std::int64_t>(value.seeds.size());
  value.f1.mean = json.at("f1").get<double>();
  if (const Json& deviation = json.at("standard_deviation"); !deviation.is_null())
    value.f1.deviation = deviation.get<double>();
  return value;
}

BaselineEntry entry_from_json(const Json& json) {
  BaselineEntry entry;
  entry.what = json.at("what").get<std::string>();
  entry.who = json.at("who").get<std::string>();
  entry.when = json.at("when").get<std::string>();
  entry.why = json.at("why").get<std::string>();
  entry.xner = json.at("xner").get<std::vector<std::string>>();
  entry.experiments = json.at("experiments").get<std::vector<std::string>>();
  entry.runs = json.at("runs").get<std::int64_t>();
  for (const Json& change : json.at("cells"))
    entry.cells.push_back({change.at("cell").get<std::string>(), value_from_json(change.at("old")),
                           value_from_json(change.at("new"))});
  return entry;
}

/// What a comparison needs of env.json: neither host names nor paths, which change from run to run.
Json kept_environment(const fs::path& run) {
  const Json all = environment_of(run);
  Json kept = Json::object();
  for (const char* name : {"date", "xner", "numeric_class"})
    if (all.contains(name)) kept[name] = all[name];
  const Json host = all.value("host", Json::object());
  if (host.is_object() && host.contains("cpu_model")) kept["host"]["cpu_model"] = host["cpu_model"];
  return kept;
}

/// What made the runs, and the names of their experiments.
void read_origins(const GateCells& runs, BaselineEntry& entry) {
  std::set<std::string> makers, experiments;
  for (const auto& [path, cell] : runs.by_path) {
    makers.merge(makers_of(cell));
    for (const fs::path& folder : cell.folders) {
      const Json metrics = record::read_json(folder / record::kMetricsFile);
      if (metrics.contains("experiment") && metrics["experiment"].is_string())
        experiments.insert(metrics["experiment"].get<std::string>());
    }
  }
  experiments.erase("");
  entry.xner.assign(makers.begin(), makers.end());
  entry.experiments.assign(experiments.begin(), experiments.end());
}

/// "de, seed 2: killed by ..." of the first, and how many.
void refuse_failed(const GateCells& runs) {
  std::vector<std::string> what = runs.problems;
  for (const auto& [path, cell] : runs.by_path)
    for (const FailedRun& run : cell.failed)
      what.push_back(fmt::format("{}/seed-{}: {}", path, run.seed, run.failure.message));
  if (!what.empty())
    throw Error(
        ErrorKind::kStage,
        fmt::format("expected runs that all have a score; {} has none: {}",
                    what.size() == 1 ? "one" : fmt::format("one, the first of {},", what.size()),
                    what.front()),
        Place{runs.folder.string()}, "run them again, or remove their folders");
}

/// baseline.json, of the right schema.
Json read_baseline_file(const fs::path& file) {
  Json json = record::read_json(file);
  const Json schema = json.is_object() ? json.value("schema", Json()) : Json();
  if (!schema.is_number_integer() || schema < 1 || schema > kBaselineSchema)
    throw Error(ErrorKind::kData,
                fmt::format("expected a baseline of schema 1 to {}, found schema {}",
                            kBaselineSchema, shortened(schema.dump())),
                Place{file.string()});
  const Json entries = json.value("entries", Json()), files = json.value(kFiles, Json());
  if (!entries.is_array() || entries.empty() || !files.is_object())
    throw Error(ErrorKind::kData, "expected the entries and files of a baseline, found none",
                Place{file.string()}, kRestore);
  return json;
}

std::vector<BaselineEntry> entries_from_json(const Json& json, const fs::path& file) {
  try {
    std::vector<BaselineEntry> entries;
    for (const Json& entry : json.at("entries")) entries.push_back(entry_from_json(entry));
    return entries;
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::kData,
                fmt::format("expected the entries of a baseline: {}", error.what()),
                Place{file.string()}, kRestore);
  }
}

/// Every file that was saved is as it was, and no run is there beside them.
void check_whole(const fs::path& folder, const Json& files) {
  const auto refuse = [&](const std::string& file, const char* found) {
    throw Error(
        ErrorKind::kData,
        fmt::format("expected the baseline's file as {} has it, found {}", kBaselineFile, found),
        Place{(folder / file).string()}, kRestore);
  };
  for (const auto& [file, digest] : files.items()) {
    if (!fs::is_regular_file(folder / file)) refuse(file, "none");
    if (sha256(read_file(folder / file)) != digest) refuse(file, "other bytes");
  }
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string file = entry.path().lexically_relative(folder).string();
    if (entry.path().filename() == record::kMetricsFile && !files.contains(file))
      refuse(file, "a run that was never saved");
  }
}

}  // namespace

CellValue cell_value(const GateCell& cell) { return {cell.arm.seeds, statistics(cell.f1())}; }

Json to_json(const CellValue& value) {
  return {{"seeds", value.seeds},
          {"f1", value.f1.n > 0 ? Json(value.f1.mean) : Json()},
          {"standard_deviation", or_null(value.f1.deviation)}};
}

Json to_json(const BaselineEntry& entry) {
  Json json{{"what", entry.what}, {"who", entry.who},      {"when", entry.when},
            {"why", entry.why},   {"xner", entry.xner},    {"experiments", entry.experiments},
            {"runs", entry.runs}, {"cells", Json::array()}};
  for (const CellChange& change : entry.cells)
    json["cells"].push_back({{"cell", change.cell},
                             {"old", value_or_null(change.old)},
                             {"new", value_or_null(change.now)}});
  return json;
}

void check_baseline_name(const std::string& name) {
  const bool odd =
      name.empty() || name.front() == '.' || std::any_of(name.begin(), name.end(), [](char c) {
        return c == '/' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
      });
  if (odd)
    throw Error(ErrorKind::kUsage,
                fmt::format("expected a name for a folder (no slash, no leading dot), found '{}'",
                            shortened(name)),
                Place{"command line"});
}

BaselineEntry baseline_entry(const GateCells& runs, const Baseline* old, const BaselineNote& note) {
  refuse_failed(runs);
  BaselineEntry entry{
      old == nullptr ? "save" : "accept", note.who, note.when, note.why, {}, {}, 0, {}};
  read_origins(runs, entry);
  for (const auto& [path, cell] : runs.by_path) {
    CellChange change{path, {}, cell_value(cell)};
    if (old != nullptr)
      if (const auto at = old->cells.by_path.find(path); at != old->cells.by_path.end())
        change.old = cell_value(at->second);
    entry.runs += static_cast<std::int64_t>(cell.arm.seeds.size());
    entry.cells.push_back(std::move(change));
  }
  if (old != nullptr)
    for (const auto& [path, cell] : old->cells.by_path)
      if (!runs.by_path.contains(path)) entry.cells.push_back({path, cell_value(cell), {}});
  return entry;
}

void write_baseline(const fs::path& folder, const GateCells& runs,
                    const std::vector<BaselineEntry>& entries) {
  record::RunStaging staging(folder);
  Json files = Json::object();
  const auto write = [&](const std::string& file, const std::string& bytes) {
    files[file] = sha256(bytes);
    write_unseen(staging.path() / file, bytes);
  };
  for (const auto& [path, cell] : runs.by_path)
    for (std::size_t i = 0; i < cell.folders.size(); ++i) {
      const std::string run = fmt::format("{}/seed-{}/", path, cell.arm.seeds[i]);
      make_folders(staging.path() / run);
      for (const char* file : {record::kMetricsFile, record::kCountsFile})
        write(run + file, read_file(cell.folders[i] / file));
      write(run + record::kEnvironmentFile, record::json_text(kept_environment(cell.folders[i])));
    }
  Json json{{"schema", kBaselineSchema}, {"entries", Json::array()}, {kFiles, std::move(files)}};
  for (const BaselineEntry& entry : entries) json["entries"].push_back(to_json(entry));
  write_unseen(staging.path() / kBaselineFile, record::json_text(json));
  staging.publish();
}

std::vector<BaselineEntry> read_entries(const fs::path& folder) {
  const fs::path file = folder / kBaselineFile;
  return fs::exists(file) ? entries_from_json(read_baseline_file(file), file)
                          : std::vector<BaselineEntry>();
}

Baseline read_baseline(const fs::path& folder) {
  Baseline baseline;
  fs::path plain = folder;
  if (!plain.has_filename()) plain = plain.parent_path();
  baseline.name = plain.filename().string();
  if (const fs::path file = plain / kBaselineFile; fs::exists(file)) {
    const Json json = read_baseline_file(file);
    baseline.entries = entries_from_json(json, file);
    check_whole(plain, json.at(kFiles));
  }
  baseline.cells = load_cells(plain);
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorKind::kData, what, Place{plain.string()}, "`xner baseline save` makes one");
  };
  if (baseline.cells.empty()) refuse("expected a baseline, found no run");
  if (!baseline.cells.problems.empty()) refuse(baseline.cells.problems.front());
  for (const auto& [path, cell] : baseline.cells.by_path)
    if (!cell.failed.empty())
      refuse(fmt::format("expected runs with a score, found a failed one: {}/seed-{}", path,
                         cell.failed.front().seed));
  return baseline;
}

void check_saved(const fs::path& folder) {
  if (!fs::is_directory(folder) || fs::exists(folder / kBaselineFile)) return;
  throw Error(ErrorKind::kUsage,
              fmt::format("expected a saved baseline, found a folder without {}", kBaselineFile),
              Place{folder.string()}, "restore it from version control, or remove the folder");
}

std::vector<std::string> baseline_names(const fs::path& baselines) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(baselines, none))
    if (entry.is_directory() && !entry.path().filename().string().starts_with('.'))
      names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace xner::reports
