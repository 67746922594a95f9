// Losses over words. Each says its reduction; positions without a label take no part.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace xner::nn {

/// Cross entropy, summed over labelled words and divided by `normaliser` (the mean, if that is
/// their number; a step split into micro-batches passes the number of the whole step).
/// @param logits [words, labels] float32. @param labels [words] int64, -100: no label.
/// @returns scalar float32; 0 if no word is labelled.
[[nodiscard]] at::Tensor token_cross_entropy(const at::Tensor& logits, const at::Tensor& labels,
                                             std::int64_t normaliser);

}  // namespace xner::nn
