// See batch_order.hpp.
#include "harness/nn/batch_order.hpp"

#include <algorithm>

#include "harness/base/random.hpp"

namespace xner::nn {

std::vector<std::int64_t> BatchOrder::batch(std::int64_t step) {
  if (!shuffle_) {
    std::vector<std::int64_t> indices(batch_size_);
    for (std::int64_t i = 0; i < batch_size_; ++i)
      indices[i] = (step * batch_size_ + i) % sentences_;
    return indices;
  }
  const std::int64_t steps = (sentences_ + batch_size_ - 1) / batch_size_;
  const std::int64_t epoch = step / steps;
  if (epoch != epoch_) {
    permutation_ =
        permutation(sentences_, derive_seed(seed_, "epoch", {static_cast<std::uint64_t>(epoch)}));
    epoch_ = epoch;
  }
  const std::int64_t begin = (step % steps) * batch_size_;
  return {permutation_.begin() + begin,
          permutation_.begin() + std::min(begin + batch_size_, sentences_)};
}

}  // namespace xner::nn
