// BERT as its paper's formulas say (Devlin et al. 2019; Vaswani et al. 2017), in float64, one
// sequence after another: the reference for packed attention and for the token classifier.
// Differentiable: gradients arrive at the parameters that it is given.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "harness/nn/attention.hpp"
#include "harness/nn/batch.hpp"
#include "harness/nn/bert.hpp"

namespace xner::support {

/// Attention of one sequence. @param qkv [tokens, 3 * hidden] float64. @param row number of the
/// sequence in the step. @returns [tokens, hidden] float64.
[[nodiscard]] at::Tensor naive_attention(const at::Tensor& qkv, std::int64_t row,
                                         const nn::AttentionOptions& options);

/// The last hidden states of one window. @returns [tokens, hidden] float64.
[[nodiscard]] at::Tensor naive_encode(const nn::TokenClassifier& model, const text::Window& window,
                                      std::int64_t row, const nn::DropoutKey& dropout);

/// Logits of the owned words of all items, in order. @returns [words, labels] float64.
[[nodiscard]] at::Tensor naive_logits(const nn::TokenClassifier& model,
                                      const std::vector<nn::BatchItem>& items,
                                      const nn::DropoutKey& dropout);

/// Mean cross entropy over labelled words, by the formula. @returns scalar float64.
[[nodiscard]] at::Tensor naive_loss(const nn::TokenClassifier& model,
                                    const std::vector<nn::BatchItem>& items,
                                    const nn::DropoutKey& dropout);

}  // namespace xner::support
