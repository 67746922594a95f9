// Measured throughput: what `xner bench --json` wrote, and only that. What runs took in their sweep
// is observed (throughput.hpp), and stands apart.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "harness/record/run_record.hpp"
#include "reports/formats/table.hpp"

namespace xner::reports {

struct Summary;

/// One kind of a method's stages over the repetitions of a bench.
struct MeasuredStage {
  std::string name;                        ///< "wu_dredze/train"
  double milliseconds = 0;                 ///< median of one repetition
  double variation = 0;                    ///< coefficient of variation of the time, a fraction
  std::int64_t repetitions = 0;            ///< without the one that warms up
  std::map<std::string, double> counters;  ///< medians, as in the file: "words_per_second", ...
};

/// One file of `xner bench`.
struct Bench {
  std::string file;              ///< its name without the folder
  std::string experiment;        ///< in whose folder it lies
  bool name_experiment = false;  ///< another experiment of the report has a file of this name
  std::string conditions;        ///< "2026-01-02T03:04:05+00:00, CPUs 2, device cpu, ..."
  std::vector<MeasuredStage> stages;
};

/// The medians in Google Benchmark's JSON.
/// @throws Error{kData} that names the file, if it is another one.
[[nodiscard]] Bench bench_from_json(const record::Json& json, const std::filesystem::path& where);

/// Every bench*.json of the experiment's folder; one that is refused is a problem of the summary.
void put_measured_beside(const std::filesystem::path& experiment, Summary& summary);

/// Training, inference, and inference sentence by sentence; no rows for what nobody measured.
[[nodiscard]] Table measured_training_table(const std::vector<Bench>& measured);
[[nodiscard]] Table measured_inference_table(const std::vector<Bench>& measured);
[[nodiscard]] Table measured_latency_table(const std::vector<Bench>& measured);

/// A line a file: when and under which conditions it was measured.
[[nodiscard]] std::vector<std::string> measured_conditions(const std::vector<Bench>& measured);

[[nodiscard]] record::Json measured_to_json(const std::vector<Bench>& measured);

}  // namespace xner::reports
