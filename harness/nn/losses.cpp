// See losses.hpp.
#include "harness/nn/losses.hpp"

#include <algorithm>

#include <ATen/TensorOperators.h>
#include <ATen/core/Reduction.h>
#include <ATen/ops/cross_entropy_loss.h>

#include "harness/data/labels.hpp"

namespace xner::nn {

at::Tensor token_cross_entropy(const at::Tensor& logits, const at::Tensor& labels,
                               std::int64_t normaliser) {
  const at::Tensor sum =
      at::cross_entropy_loss(logits, labels, {}, at::Reduction::Sum, data::kIgnored);
  return sum / static_cast<double>(std::max<std::int64_t>(normaliser, 1));
}

}  // namespace xner::nn
