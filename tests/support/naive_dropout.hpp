// The masks of harness/nn/dropout.hpp from their documented formula, one number at a time in plain
// integers: what tests hold both the CPU kernel and the tensor path against.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "harness/nn/dropout.hpp"

namespace xner::support {

/// lowbias32 with 64-bit products.
[[nodiscard]] std::uint32_t naive_mix(std::uint64_t x);

/// The identity of a token: its sequence's number in the optimiser step, and its place there.
[[nodiscard]] std::uint32_t naive_token_key(std::uint64_t row, std::uint64_t position);

/// Row key of a token at a site.
[[nodiscard]] std::uint32_t naive_row_key(std::uint32_t token_key, const nn::DropoutKey& key,
                                          const nn::DropoutSite& site);

/// Row key of one query's attention probabilities in one head.
[[nodiscard]] std::uint32_t naive_attention_row_key(std::uint32_t token_key,
                                                    const nn::DropoutKey& key,
                                                    const nn::DropoutSite& site,
                                                    std::uint64_t head);

/// [rows, columns] float64: 0 or 1 / (1 - probability); all 1 if `active` is false.
[[nodiscard]] at::Tensor naive_multipliers(const std::vector<std::uint32_t>& row_keys,
                                           std::int64_t columns, double probability, bool active);

}  // namespace xner::support
