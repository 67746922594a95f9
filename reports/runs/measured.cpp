// See measured.hpp.
#include "reports/runs/measured.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/amounts.hpp"
#include "harness/base/error.hpp"
#include "reports/runs/names.hpp"
#include "reports/runs/summary.hpp"

namespace xner::reports {
namespace fs = std::filesystem;
namespace {

using record::Json;

/// What `xner bench` counts, besides the times.
constexpr const char* kCounters[] = {"steps_per_second",
                                     "sentences_per_second",
                                     "words_per_second",
                                     "wordpieces_per_second",
                                     "p50_ms",
                                     "p90_ms",
                                     "p99_ms",
                                     "peak_memory_MiB",
                                     "peak_device_memory_MiB"};

[[noreturn]] void refuse(const fs::path& where, const std::string& found) {
  throw Error(ErrorKind::kData,
              fmt::format("expected the JSON of `xner bench --json`, found {}", found),
              Place{where.string()}, "measure again, or give the file another name");
}

double amount_of(const Json& row, const char* name, const fs::path& where) {
  const double value = row.at(name).get<double>();
  if (!std::isfinite(value) || value < 0 || value > 1e15)
    refuse(where, fmt::format("{}: {}", name, value));
  return value;
}

MeasuredStage stage_of(const Json& median, const fs::path& where) {
  MeasuredStage stage;
  const std::string name = median.at("run_name").get<std::string>();
  stage.name = name.substr(0, name.find("/iterations:"));
  if (const auto unit = median.value("time_unit", ""); unit != "ms")
    refuse(where, fmt::format("times in '{}', not in ms", unit));
  stage.milliseconds = amount_of(median, "real_time", where);
  stage.repetitions = median.value("repetitions", std::int64_t{0});
  for (const char* counter : kCounters)
    if (median.contains(counter)) stage.counters[counter] = amount_of(median, counter, where);
  return stage;
}

/// Google Benchmark's own context is numbers and lists, what xner adds is texts.
std::string conditions_of(const Json& context) {
  std::vector<std::string> parts{context.at("date").get<std::string>()};
  for (const auto& [name, lead] : {std::pair{"cpu_model", ""},
                                   {"device", "device "},
                                   {"threads", "threads "},
                                   {"precision", ""},
                                   {"cpu_capability", ""},
                                   {"libtorch", "LibTorch "},
                                   {"encoder", "encoder "},
                                   {"source", "source "},
                                   {"target", "target "},
                                   {"max_steps", "steps "},
                                   {"settings", ""}})
    if (const auto text = context.value(name, ""); !text.empty()) parts.push_back(lead + text);
  if (const Json load = context.value("load_avg", Json::array()); !load.empty())
    parts.push_back(fmt::format("load average {:.2f}", load.at(0).get<double>()));
  return fmt::format("{}", fmt::join(parts, ", "));
}

enum class Kind { kTraining, kInference, kLatency };

Kind kind_of(const MeasuredStage& stage) {
  if (stage.counters.contains("steps_per_second")) return Kind::kTraining;
  return stage.counters.contains("sentences_per_second") ? Kind::kInference : Kind::kLatency;
}

Cell counter_cell(const MeasuredStage& stage, const std::string& name) {
  const auto at = stage.counters.find(name);
  if (at == stage.counters.end()) return {};
  if (name.ends_with("_MiB"))
    return bytes_text(static_cast<std::int64_t>(std::min(at->second, 1e12) * (1 << 20)));
  if (name.ends_with("_ms")) return fmt::format("{:.2f}", at->second);
  return rate_text(at->second);
}

struct CounterColumn {
  const char* counter;
  const char* title;
};

/// The stages of one kind: time, and a column a counter.
Table table_of(const std::vector<Bench>& measured, Kind kind, const char* time,
               std::vector<CounterColumn> counters) {
  counters.push_back({"peak_memory_MiB", "memory"});
  counters.push_back({"peak_device_memory_MiB", "device"});
  Table table;
  table.columns = {{"stage"}, {time, true}, {"CV", true}};
  for (const auto& one : counters) table.columns.push_back({one.title, true});
  for (const Bench& bench : measured)
    for (const MeasuredStage& stage : bench.stages) {
      if (kind_of(stage) != kind) continue;
      if (measured.size() > 1) table.begin_band(bench.file + shown_experiment(bench));
      std::vector<Cell> cells{stage.name, fmt::format("{:.2f}", stage.milliseconds),
                              fmt::format("{:.1f} %", 100 * stage.variation)};
      for (const auto& one : counters) cells.push_back(counter_cell(stage, one.counter));
      table.rows.push_back(std::move(cells));
    }
  for (const auto& one : counters) table.drop_if_empty(one.title);
  return table;
}

}  // namespace

Bench bench_from_json(const Json& json, const fs::path& where) try {
  if (!json.is_object() || !json.contains("context") || !json.contains("benchmarks"))
    refuse(where, "a file without `context` and `benchmarks`");
  Bench bench;
  bench.file = where.filename().string();
  bench.conditions = conditions_of(json.at("context"));
  std::set<std::string> names;
  for (const Json& row : json.at("benchmarks")) {
    if (row.value("aggregate_name", "") != "median") continue;
    bench.stages.push_back(stage_of(row, where));
    if (!names.insert(bench.stages.back().name).second)
      refuse(where, fmt::format("'{}' twice", bench.stages.back().name));
    for (const Json& other : json.at("benchmarks"))
      if (other.value("aggregate_name", "") == "cv" &&
          other.value("run_name", "") == row["run_name"])
        bench.stages.back().variation = amount_of(other, "real_time", where);
  }
  if (bench.stages.empty()) refuse(where, "no median of repetitions");
  return bench;
} catch (const Json::exception&) {
  refuse(where, "one with a part missing, or of another type");
}

void put_measured_beside(const fs::path& experiment, Summary& summary) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(experiment)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && name.starts_with("bench") && name.ends_with(".json"))
      files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const auto& file : files) try {
      summary.measured.push_back(bench_from_json(record::read_json(file), file));
      summary.measured.back().experiment = summary.experiment;
    } catch (const Error& error) {
      summary.problems.emplace_back(error.what());
    }
}

Table measured_training_table(const std::vector<Bench>& measured) {
  return table_of(measured, Kind::kTraining, "median ms",
                  {{"steps_per_second", "steps/s"},
                   {"sentences_per_second", "sentences/s"},
                   {"words_per_second", "words/s"},
                   {"wordpieces_per_second", "wordpieces/s"}});
}

Table measured_inference_table(const std::vector<Bench>& measured) {
  return table_of(measured, Kind::kInference, "median ms",
                  {{"sentences_per_second", "sentences/s"},
                   {"words_per_second", "words/s"},
                   {"wordpieces_per_second", "wordpieces/s"}});
}

Table measured_latency_table(const std::vector<Bench>& measured) {
  return table_of(measured, Kind::kLatency, "mean ms",
                  {{"p50_ms", "p50 ms"}, {"p90_ms", "p90 ms"}, {"p99_ms", "p99 ms"}});
}

std::vector<std::string> measured_conditions(const std::vector<Bench>& measured) {
  std::vector<std::string> lines;
  for (const Bench& bench : measured) {
    std::int64_t repetitions = 0;
    for (const auto& stage : bench.stages) repetitions = std::max(repetitions, stage.repetitions);
    lines.push_back(fmt::format("{}{}: {} repetitions, {}", bench.file, shown_experiment(bench),
                                repetitions, bench.conditions));
  }
  return lines;
}

Json measured_to_json(const std::vector<Bench>& measured) {
  Json json = Json::array();
  for (const Bench& bench : measured)
    for (const MeasuredStage& stage : bench.stages)
      json.push_back({{"experiment", bench.experiment},
                      {"file", bench.file},
                      {"conditions", bench.conditions},
                      {"name", stage.name},
                      {"repetitions", stage.repetitions},
                      {"median_milliseconds", stage.milliseconds},
                      {"variation", stage.variation},
                      {"counters", stage.counters}});
  return json;
}

}  // namespace xner::reports
