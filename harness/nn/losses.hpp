// Losses over words. Each says its reduction, its mask and its dtypes; none waits for a device.
//
// Every loss is a sum over active words divided by `normaliser`: the mean, if that is their number;
// a step that is split into micro-batches passes the number of the whole step, so that the parts
// add up. Words that are not active take no part, in value or gradient: their labels and targets
// are not read, not even NaN. No active word at all: the value is 0, and so is every gradient.
#pragma once

#include <cstdint>
#include <span>

#include <ATen/core/Tensor.h>

namespace xner::nn {

/// Cross entropy: sum over labelled words of -log softmax(logits)[label], divided by `normaliser`.
/// @param logits [words, labels] float32 or float64. @param labels [words] int64, -100: no label.
/// @returns scalar in the logits' dtype.
[[nodiscard]] at::Tensor token_cross_entropy(const at::Tensor& logits, const at::Tensor& labels,
                                             std::int64_t normaliser);

/// Cross entropy in which sentences count alike: the mean over the sentences that have a labelled
/// word of the mean over its labelled words (Fu et al. 2022, equation 3). Of the whole step: parts
/// of a step do not add up.
/// @param logits, labels as of `token_cross_entropy`. @param sentences [words] int64 in [0,
/// count).
[[nodiscard]] at::Tensor sentence_cross_entropy(const at::Tensor& logits, const at::Tensor& labels,
                                                const at::Tensor& sentences, std::int64_t count);

/// `token_cross_entropy` over the words of a mask: a word is active if it is in the mask and has a
/// label.
/// @param mask [words] bool.
[[nodiscard]] at::Tensor masked_cross_entropy(const at::Tensor& logits, const at::Tensor& labels,
                                              const at::Tensor& mask, std::int64_t normaliser);

/// Mean squared error of probabilities, both at temperature 1 (Wu et al. 2020, "Single-/Multi-
/// Source Cross-Lingual NER via Teacher-Student Learning on Unlabeled Data in Target Language",
/// equation 4):
///
///   sum over active words w and classes c of (softmax(logits_w)_c - targets_wc)^2
///   ----------------------------------------------------------------------------
///                          normaliser * classes
///
/// which is PyTorch's mean over words and classes if `normaliser` is the number of active words.
/// @param logits [words, labels] float32 or float64. @param targets the same shape and dtype, rows
/// that sum to 1; no gradient flows into them. @param mask [words] bool.
/// @returns scalar in the logits' dtype.
[[nodiscard]] at::Tensor probability_mse(const at::Tensor& logits, const at::Tensor& targets,
                                         const at::Tensor& mask, std::int64_t normaliser);

/// Kullback-Leibler divergence from the student to the teacher at a temperature (Hinton et al.
/// 2015, "Distilling the Knowledge in a Neural Network"):
///
///   T^2 / normaliser * sum over active words w of sum over classes c of
///       t_wc * (log t_wc - log softmax(logits_w / T)_c),    t_w = at_temperature(targets_w, T)
///
/// The factor T^2 is part of the value: gradients keep their size as T grows. 0 log 0 is 0.
/// Parameters as of `probability_mse`; @param temperature T > 0.
[[nodiscard]] at::Tensor soft_kl_divergence(const at::Tensor& logits, const at::Tensor& targets,
                                            const at::Tensor& mask, double temperature,
                                            std::int64_t normaliser);

/// Probabilities at another temperature: p_c^(1/T) / sum over k of p_k^(1/T), which is softmax(z/T)
/// if p is softmax(z). @param probabilities [words, labels], rows that sum to 1. @param temperature
/// T > 0; 1 gives the argument back.
[[nodiscard]] at::Tensor at_temperature(const at::Tensor& probabilities, double temperature);

/// A weighted mixture of several teachers: sum over k of weights_k * teachers_k / sum of weights.
/// @param teachers one or more tensors [words, labels] of one shape and dtype. @param weights one a
/// teacher, none negative, not all 0.
/// @throws Error{kUsage} if that is not so, naming what was found.
[[nodiscard]] at::Tensor mix_probabilities(std::span<const at::Tensor> teachers,
                                           std::span<const double> weights);

}  // namespace xner::nn
