// The checkpoints of one stage's training: what a start after a kill goes on from. Each is a whole
// file with its digest in its name; the two newest are kept, the newest that verifies counts. Newer
// is the later step, and of one step what was written later.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "harness/nn/stopwatch.hpp"
#include "harness/nn/training_state.hpp"

namespace xner::nn {

class TrainingCheckpoints {
 public:
  /// @param folder of this training alone; "": there are none, and none are written. @param key of
  /// the stage. @param seconds between two of them; 0: only `save` decides.
  TrainingCheckpoints(std::filesystem::path folder, std::string key, double seconds);

  /// The newest sound one of this stage; nothing if there is none. What is damaged, of another
  /// stage, or was left unfinished by a kill is removed.
  [[nodiscard]] std::optional<TrainingState> newest();

  /// Whether it is time for another one.
  [[nodiscard]] bool is_due() const;

  /// Writes one: fsynced under another name, then renamed; and removes all but the two newest. A
  /// disk that is full or fails costs the checkpoint, not the training.
  /// @param step done so far. @returns "" or what went wrong.
  std::string save(std::int64_t step, const TrainingState& state);

 private:
  void write(std::int64_t step, const TrainingState& state) const;

  std::filesystem::path folder_;
  std::string key_;
  double seconds_;
  Stopwatch since_last_;
};

}  // namespace xner::nn
