// speed.json: what the stages of a run took, in the JSON layout of Google Benchmark, so that its
// tools read it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "harness/record/run_record.hpp"

namespace xner::record {

/// What one stage measured of itself and its supervisor of it. Seconds and bytes; 0 is "not
/// measured" or "none".
struct StageUsage {
  std::string stage;  ///< id in its plan
  bool reused =
      false;  ///< its outputs came from the store: the numbers are those of the run that made them
  std::int64_t concurrent = 1;  ///< stages that shared the machine while it ran, itself included
  double wall_seconds = 0;      ///< of the process
  double cpu_seconds = 0;       ///< of the process, all threads
  double load_seconds = 0;
  double train_seconds = 0;
  double predict_seconds = 0;
  double evaluate_seconds = 0;
  double train_cpu_seconds = 0;
  double predict_cpu_seconds = 0;
  std::int64_t train_steps = 0;
  std::int64_t train_sentences = 0;
  std::int64_t train_words = 0;
  std::int64_t train_pieces = 0;  ///< without padding
  std::int64_t predict_sentences = 0;
  std::int64_t predict_words = 0;
  std::int64_t predict_pieces = 0;
  std::int64_t peak_memory = 0;  ///< resident set of the process
  std::int64_t peak_device_memory = 0;
};

/// One row of the benchmark list.
struct Measurement {
  std::string name;             ///< "train/<stage>", "predict/<stage>" or "stage/<stage>"
  std::int64_t iterations = 0;  ///< optimiser steps, sentences, or 1
  double real_seconds = 0;      ///< of all iterations
  double cpu_seconds = 0;       ///< of all iterations and threads
  std::map<std::string, double> counters;
};

/// Up to three rows: "train/..." (iterations are steps) and "predict/..." (iterations are
/// sentences) where the stage did that, each with the totals sentences, words, wordpieces and the
/// rates items_per_second (sentences), words_per_second, wordpieces_per_second, and for training
/// steps_per_second; "stage/..." is the whole process with peak_memory_bytes,
/// peak_device_memory_bytes, load_seconds, evaluate_seconds, concurrent, reused.
[[nodiscard]] std::vector<Measurement> measurements(const StageUsage& usage);

/// Google Benchmark's layout: {"context": facts of the machine, "benchmarks": [rows]}; times are
/// per iteration in ms.
/// @param environment of `collect_environment`; host name, cores and date are taken from it.
[[nodiscard]] Json speed_to_json(const std::vector<Measurement>& rows, const Json& environment);

/// Rows of a file in this layout, also one that Google Benchmark wrote; aggregates are left out.
/// @throws Error{kData} naming what is missing.
[[nodiscard]] std::vector<Measurement> speed_from_json(const Json& json,
                                                       const std::filesystem::path& where);

}  // namespace xner::record
