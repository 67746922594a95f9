// Which sentences each optimiser step sees: a pure function of (seed, epoch), so only the step is
// ever saved.
#pragma once

#include <cstdint>
#include <vector>

namespace xner::nn {

class BatchOrder {
 public:
  /// @param seed the run's, derived for the purpose "order".
  /// @param shuffle false: consecutive sentences, wrapping at the end of the corpus.
  BatchOrder(std::int64_t sentences, std::int64_t batch_size, std::uint64_t seed, bool shuffle)
      : sentences_(sentences), batch_size_(batch_size), seed_(seed), shuffle_(shuffle) {}

  /// Sentence indices of step `step` (from 0). Shuffled: every epoch is a permutation, its last
  /// batch may be smaller.
  [[nodiscard]] std::vector<std::int64_t> batch(std::int64_t step);

 private:
  std::int64_t sentences_;
  std::int64_t batch_size_;
  std::uint64_t seed_;
  bool shuffle_;
  std::int64_t epoch_ = -1;  // of the permutation at hand
  std::vector<std::int64_t> permutation_;
};

}  // namespace xner::nn
