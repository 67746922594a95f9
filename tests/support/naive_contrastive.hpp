// The contrastive losses of harness/nn/contrastive.hpp once more: plain loops over numbers in
// double precision, and the whole matrix of similarities in LibTorch operations, for gradients and
// for what the row blocks save.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "tests/support/naive_losses.hpp"

namespace xner::support {

/// Rows of a contrastive loss, one vector each.
struct NaiveContrast {
  Rows vectors;
  std::vector<std::int64_t> classes;
  std::vector<bool> anchors, candidates;
  std::function<bool(std::size_t anchor, std::size_t other)>
      excluded;  ///< of negatives only; may be empty
  double temperature = 0.1;
  bool cosine = true;
  bool empty_in_mean = false;
};

/// Mean over anchors of -(1 / positives) sum over positives of log softmax.
[[nodiscard]] double naive_contrast(const NaiveContrast& rows);

/// The same for cosine, all rows anchors and candidates, skipping anchors without a positive: a
/// [rows, rows] matrix that autograd goes back through.
[[nodiscard]] at::Tensor full_matrix_contrast(const at::Tensor& vectors, const at::Tensor& classes,
                                              double temperature);

}  // namespace xner::support
