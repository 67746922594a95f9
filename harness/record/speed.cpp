// See speed.hpp.
#include "harness/record/speed.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace xner::record {
namespace {

constexpr double kMillisecond = 1e-3;

Measurement work(std::string name, std::int64_t iterations, double seconds, double cpu_seconds,
                 std::int64_t sentences, std::int64_t words, std::int64_t pieces) {
  const auto total = [](std::int64_t value) { return static_cast<double>(value); };
  Measurement row{std::move(name), iterations, seconds, cpu_seconds, {}};
  row.counters = {
      {"sentences", total(sentences)}, {"words", total(words)}, {"wordpieces", total(pieces)}};
  if (seconds > 0) {
    row.counters["items_per_second"] = total(sentences) / seconds;
    row.counters["words_per_second"] = total(words) / seconds;
    row.counters["wordpieces_per_second"] = total(pieces) / seconds;
  }
  return row;
}

double unit_of(const std::string& name) {
  if (name == "ns") return 1e-9;
  if (name == "us") return 1e-6;
  return name == "s" ? 1.0 : kMillisecond;
}

Json row_to_json(const Measurement& row) {
  const double per_iteration =
      kMillisecond * static_cast<double>(std::max<std::int64_t>(row.iterations, 1));
  Json json{{"name", row.name},
            {"run_name", row.name},
            {"run_type", "iteration"},
            {"repetitions", 1},
            {"repetition_index", 0},
            {"threads", 1},
            {"iterations", row.iterations},
            {"real_time", row.real_seconds / per_iteration},
            {"cpu_time", row.cpu_seconds / per_iteration},
            {"time_unit", "ms"}};
  for (const auto& [name, value] : row.counters) json[name] = value;
  return json;
}

Measurement row_from_json(const Json& json) {
  static const std::vector<std::string> kOwn{
      "repetitions", "repetition_index", "threads",      "iterations",
      "real_time",   "cpu_time",         "family_index", "per_family_instance_index"};
  Measurement row;
  row.name = json.at("name").get<std::string>();
  row.iterations = json.at("iterations").get<std::int64_t>();
  const double unit = unit_of(json.value("time_unit", "ns")) * static_cast<double>(row.iterations);
  row.real_seconds = json.at("real_time").get<double>() * unit;
  row.cpu_seconds = json.at("cpu_time").get<double>() * unit;
  for (const auto& [name, value] : json.items())
    if (value.is_number() && std::find(kOwn.begin(), kOwn.end(), name) == kOwn.end())
      row.counters[name] = value.get<double>();
  return row;
}

}  // namespace

std::vector<Measurement> measurements(const StageUsage& usage) {
  std::vector<Measurement> rows;
  if (usage.train_steps > 0) {
    rows.push_back(work("train/" + usage.stage, usage.train_steps, usage.train_seconds,
                        usage.train_cpu_seconds, usage.train_sentences, usage.train_words,
                        usage.train_pieces));
    if (usage.train_seconds > 0)
      rows.back().counters["steps_per_second"] =
          static_cast<double>(usage.train_steps) / usage.train_seconds;
  }
  if (usage.predict_sentences > 0)
    rows.push_back(work("predict/" + usage.stage, usage.predict_sentences, usage.predict_seconds,
                        usage.predict_cpu_seconds, usage.predict_sentences, usage.predict_words,
                        usage.predict_pieces));
  Measurement whole{"stage/" + usage.stage, 1, usage.wall_seconds, usage.cpu_seconds, {}};
  whole.counters = {{"peak_memory_bytes", static_cast<double>(usage.peak_memory)},
                    {"peak_device_memory_bytes", static_cast<double>(usage.peak_device_memory)},
                    {"load_seconds", usage.load_seconds},
                    {"evaluate_seconds", usage.evaluate_seconds},
                    {"concurrent", static_cast<double>(usage.concurrent)},
                    {"reused", usage.reused ? 1.0 : 0.0}};
  rows.push_back(std::move(whole));
  return rows;
}

Json speed_to_json(const std::vector<Measurement>& rows, const Json& environment) {
  const Json host = environment.value("host", Json::object());
  Json json{{"context",
             {{"date", environment.value("date", "")},
              {"host_name", host.value("hostname", "")},
              {"executable", "xner-worker"},
              {"num_cpus", host.value("cores", 0)},
              {"mhz_per_cpu", 0},
              {"caches", Json::array()},
              {"load_avg", Json::array()},
              {"library_build_type", "release"}}},
            {"benchmarks", Json::array()}};
  for (const Measurement& row : rows) json["benchmarks"].push_back(row_to_json(row));
  return json;
}

std::vector<Measurement> speed_from_json(const Json& json, const std::filesystem::path& where) try {
  std::vector<Measurement> rows;
  for (const Json& row : json.at("benchmarks"))
    if (row.value("run_type", "iteration") == "iteration" && !row.value("error_occurred", false))
      rows.push_back(row_from_json(row));
  return rows;
} catch (const Json::exception& error) {
  throw Error(ErrorKind::kData,
              fmt::format("expected Google Benchmark's JSON layout: {}", error.what()),
              Place{where.string()});
}

}  // namespace xner::record
