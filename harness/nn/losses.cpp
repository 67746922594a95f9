// See losses.hpp.
#include "harness/nn/losses.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <ATen/TensorOperators.h>
#include <ATen/core/Reduction.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/xlogy.h>
#include <ATen/ops/zeros.h>
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/data/labels.hpp"

namespace xner::nn {
namespace {

double divisor(std::int64_t normaliser) {
  return static_cast<double>(std::max<std::int64_t>(normaliser, 1));
}

/// Rows outside of the mask as 0. Applied before anything is multiplied, so that what stands there
/// reaches neither value nor gradient.
at::Tensor active_rows(const at::Tensor& values, const at::Tensor& mask) {
  return values.masked_fill(mask.bitwise_not().unsqueeze(-1), 0);
}

}  // namespace

at::Tensor token_cross_entropy(const at::Tensor& logits, const at::Tensor& labels,
                               std::int64_t normaliser) {
  const at::Tensor sum =
      at::cross_entropy_loss(logits, labels, {}, at::Reduction::Sum, data::kIgnored);
  return sum / divisor(normaliser);
}

at::Tensor sentence_cross_entropy(const at::Tensor& logits, const at::Tensor& labels,
                                  const at::Tensor& sentences, std::int64_t count) {
  const at::Tensor each =
      at::cross_entropy_loss(logits, labels, {}, at::Reduction::None, data::kIgnored);
  const at::Tensor active = labels.ne(data::kIgnored).to(each.scalar_type());
  // Sums of ones: exact in any order.
  const at::Tensor words =
      at::zeros({count}, each.options().requires_grad(false)).index_add(0, sentences, active);
  const at::Tensor share = active / words.clamp_min(1).index_select(0, sentences);
  return (each * share).sum() / words.gt(0).sum().clamp_min(1);
}

at::Tensor masked_cross_entropy(const at::Tensor& logits, const at::Tensor& labels,
                                const at::Tensor& mask, std::int64_t normaliser) {
  return token_cross_entropy(logits, labels.masked_fill(mask.bitwise_not(), data::kIgnored),
                             normaliser);
}

at::Tensor probability_mse(const at::Tensor& logits, const at::Tensor& targets,
                           const at::Tensor& mask, std::int64_t normaliser) {
  const at::Tensor difference =
      active_rows(at::softmax(active_rows(logits, mask), -1) - targets.detach(), mask);
  return difference.square().sum() / (divisor(normaliser) * static_cast<double>(logits.size(-1)));
}

at::Tensor soft_kl_divergence(const at::Tensor& logits, const at::Tensor& targets,
                              const at::Tensor& mask, double temperature, std::int64_t normaliser) {
  const at::Tensor teacher = active_rows(at_temperature(targets.detach(), temperature), mask);
  const at::Tensor student = at::log_softmax(active_rows(logits, mask) / temperature, -1);
  const at::Tensor divergence = at::xlogy(teacher, teacher) - teacher * student;
  return divergence.sum() * (temperature * temperature / divisor(normaliser));
}

at::Tensor at_temperature(const at::Tensor& probabilities, double temperature) {
  if (temperature == 1.0) return probabilities;
  const at::Tensor powers = at::pow(probabilities, 1.0 / temperature);
  return powers / powers.sum(-1, /*keepdim=*/true);
}

at::Tensor mix_probabilities(std::span<const at::Tensor> teachers,
                             std::span<const double> weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  const bool good = std::all_of(weights.begin(), weights.end(), [](double w) { return w >= 0; });
  if (teachers.empty() || weights.size() != teachers.size() || !good || !(sum > 0) ||
      !std::isfinite(sum))
    throw Error(ErrorKind::kUsage,
                fmt::format("expected a weight for each of {} teachers, none negative and not all "
                            "0, found [{}]",
                            teachers.size(), fmt::join(weights, ", ")));
  at::Tensor mixed;
  for (std::size_t k = 0; k < teachers.size(); ++k) {
    if (teachers[k].sizes() != teachers[0].sizes())
      throw Error(
          ErrorKind::kUsage,
          fmt::format("expected teachers of one shape, found [{}] and [{}]",
                      fmt::join(teachers[0].sizes(), ", "), fmt::join(teachers[k].sizes(), ", ")));
    const at::Tensor share = teachers[k] * (weights[k] / sum);
    mixed = mixed.defined() ? mixed + share : share;
  }
  return mixed;
}

}  // namespace xner::nn
