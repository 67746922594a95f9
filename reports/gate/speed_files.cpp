// See speed_files.hpp.
#include "reports/gate/speed_files.hpp"

#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"

namespace xner::reports {
namespace {

using record::Json;

/// Without one of these equal, numbers say nothing of each other.
constexpr const char* kKeys[] = {"cpu_model", "num_cpus", "device",     "threads",   "precision",
                                 "libtorch",  "compiler", "build_type", "c_library", "valgrind",
                                 "encoder",   "source",   "target",     "max_steps", "settings"};

void check_alike(const SpeedFile& before, const SpeedFile& now) {
  std::vector<std::string> unequal;
  for (const char* key : kKeys) {
    const Json a = before.json.at("context").value(key, Json());
    const Json b = now.json.at("context").value(key, Json());
    if (a != b) unequal.push_back(fmt::format("{} {} was {}", key, b.dump(), a.dump()));
  }
  if (!unequal.empty())
    throw Error(
        ErrorKind::kData,
        fmt::format("{}: expected what {} measured, on its machine, found others: {}",
                    now.path.string(), before.path.string(), fmt::join(unequal, ", ")),
        {},
        "measure both on one machine and with the same options: else neither is the other's "
        "baseline");
}

struct Measurements {
  SpeedMetric metric = SpeedMetric::kRelativeTime;
  std::vector<double> values;
};

double above_zero(const Json& row, const char* name, const SpeedFile& file) {
  const double value = row.at(name).get<double>();
  if (!(value > 0) || std::isinf(value))
    throw Error(ErrorKind::kData,
                fmt::format("expected a number above 0 in '{}', found {}", name, value),
                Place{file.path.string()}, "measure again: nothing takes no time");
  return value;
}

/// By name, repetitions in order; aggregates are left out.
std::map<std::string, Measurements> read(const SpeedFile& file) try {
  std::map<std::string, Measurements> all;
  for (const Json& row : file.json.at("benchmarks")) {
    if (row.value("run_type", "") != "iteration") continue;
    const std::string name = row.at("run_name").get<std::string>();
    Measurements& one = all[name.substr(0, name.find("/iterations:"))];
    if (row.contains("instructions")) {
      one.metric = SpeedMetric::kInstructions;
      one.values.push_back(above_zero(row, "instructions", file));
    } else {
      one.values.push_back(above_zero(row, "real_time", file) /
                           above_zero(row, "reference_ms", file));
    }
  }
  return all;
} catch (const Json::exception&) {
  throw Error(ErrorKind::kData,
              "expected each benchmark's real_time and reference_ms, or its instructions; found "
              "one without",
              Place{file.path.string()}, "`xner bench METHOD --json FILE` writes them");
}

}  // namespace

std::vector<SpeedSeries> series_of(const SpeedFile& before, const SpeedFile& now,
                                   std::vector<std::string>& notes) {
  for (const SpeedFile* file : {&before, &now})
    if (!file->json.is_object() || !file->json.contains("context") ||
        !file->json["context"].is_object() || !file->json.contains("benchmarks"))
      throw Error(ErrorKind::kData, "expected Google Benchmark's JSON, found something else",
                  Place{file->path.string()}, "`xner bench METHOD --json FILE` writes it");
  check_alike(before, now);
  auto of_before = read(before), of_now = read(now);
  std::vector<SpeedSeries> result;
  for (auto& [name, measured] : of_before) {
    const auto at = of_now.find(name);
    if (at == of_now.end() || at->second.metric != measured.metric)
      throw Error(ErrorKind::kData,
                  fmt::format("expected '{}' in {}, as {} has it, found none", shortened(name),
                              metric_name(measured.metric), before.path.string()),
                  Place{now.path.string()},
                  "measure the same method with the same settings; what is no longer measured goes "
                  "with a new baseline");
    result.push_back(
        {name, measured.metric, std::move(measured.values), std::move(at->second.values)});
  }
  for (const auto& [name, measured] : of_now)
    if (!of_before.contains(name))
      notes.push_back(
          fmt::format("{} is new: {} has none of it", shortened(name), before.path.string()));
  return result;
}

}  // namespace xner::reports
