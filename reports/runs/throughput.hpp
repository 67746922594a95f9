// Observed throughput: what the stages of runs took in their sweep. What `xner bench` measured is
// another thing (measured.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/runs/run_data.hpp"

namespace xner::reports {

/// What a method did with its time in the sweep, all its stages of one source together; a
/// stage that serves several targets or seeds counts once.
struct Throughput {
  record::RunId id;  ///< target and seed mean nothing
  std::string experiment;
  bool name_experiment = false;  ///< as in Group
  double train_seconds = 0, train_steps = 0, train_sentences = 0, train_words = 0, train_pieces = 0;
  double predict_seconds = 0, predict_sentences = 0, predict_words = 0, predict_pieces = 0;
  double peak_memory = 0, peak_device_memory = 0;  ///< bytes, largest stage
  std::int64_t concurrent = 1;                     ///< most stages that shared the machine
  bool reused = false;  ///< some numbers are of the earlier run that made the stage
};

/// By method, variant, source, size.
[[nodiscard]] std::vector<Throughput> throughput_of(const std::vector<RunData>& runs);

}  // namespace xner::reports
