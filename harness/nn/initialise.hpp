// New weights, as BERT draws them: normal with standard deviation initializer_range, biases 0,
// LayerNorm 1 and 0.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "harness/nn/bert.hpp"

namespace xner::nn {

/// A tensor of normal draws; a function of (seed, name, shape) alone, whatever else is drawn and on
/// how many threads.
[[nodiscard]] at::Tensor normal_tensor(const std::vector<std::int64_t>& shape, double deviation,
                                       std::uint64_t seed, const std::string& name);

/// A linear classifier for `labels` labels: normal weights, zero bias.
[[nodiscard]] Linear new_classifier(const EncoderConfig& config, std::size_t labels,
                                    std::uint64_t seed);

/// A whole model with new weights. @param seed the run's, derived for the purpose "init".
[[nodiscard]] TokenClassifier new_token_classifier(const EncoderConfig& config,
                                                   std::vector<std::string> labels,
                                                   std::uint64_t seed);

}  // namespace xner::nn
