// Multi-head self-attention over packed sequences (Vaswani et al. 2017): each token attends to its
// own sequence only.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

#include "harness/nn/batch.hpp"
#include "harness/nn/dropout.hpp"

namespace xner::nn {

struct AttentionOptions {
  std::int64_t heads;
  double dropout_probability;
  DropoutKey dropout;
  DropoutSite site;
};

/// softmax(Q K^T / sqrt(head size)) V, with dropout on the probabilities.
/// The dropout row of a query in a head: mix32(mix32(token key ^ site key) ^ head * 0x85ebca6b ^
/// 0x2545f491); its columns are the keys' places in their sequence.
/// @param qkv [tokens, 3 * hidden]: queries, keys, values side by side, float32 or bfloat16.
/// @returns [tokens, hidden], same dtype. Differentiable. Softmax is computed in float32.
/// bfloat16 on a GPU without active dropout runs LibTorch's varlen flash attention; everything else
/// goes through the batch's padded groups for the attention alone, which keeps the dropout masks
/// equal on every device.
[[nodiscard]] at::Tensor packed_attention(const at::Tensor& qkv, const PackedBatch& batch,
                                          const AttentionOptions& options);

}  // namespace xner::nn
