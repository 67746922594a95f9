// How many optimiser steps a training has, and the learning rate of each.
#pragma once

#include <cstdint>

#include "harness/sdk/conditions.hpp"

namespace xner::nn {

/// Optimiser steps of a training on `sentences` sentences: max_steps if given, else epochs times
/// steps an epoch, rounded up. @throws Error{kUsage} if that is no step at all.
[[nodiscard]] std::int64_t training_steps(const sdk::Conditions& conditions,
                                          std::int64_t sentences);
[[nodiscard]] std::int64_t steps_per_epoch(const sdk::Conditions& conditions,
                                           std::int64_t sentences);

/// Rate of step `step` (from 0) of `total`, as Hugging Face's schedulers: warm-up from 0, then
/// "linear" to 0 or "constant".
[[nodiscard]] double learning_rate_at(const sdk::Conditions& conditions, std::int64_t step,
                                      std::int64_t total);

}  // namespace xner::nn
