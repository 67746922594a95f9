// AdamW (Loshchilov and Hutter 2019, algorithm 2, as PyTorch scales it) and global gradient
// clipping over plain vectors of doubles.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/nn/optimizer.hpp"

namespace xner::support {

struct NaiveParameter {
  std::vector<double> values;
  bool decays = true;
  std::vector<double> first = {}, second = {};
  std::int64_t steps = 0;
};

/// The global norm over all gradients.
[[nodiscard]] double naive_norm(const std::vector<std::vector<double>>& gradients);

/// One step. @param gradients by parameter; an empty one leaves its parameter alone.
void naive_adamw_step(std::vector<NaiveParameter>& parameters,
                      std::vector<std::vector<double>> gradients, double learning_rate,
                      const nn::AdamWOptions& options);

}  // namespace xner::support
