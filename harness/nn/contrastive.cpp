// See contrastive.hpp. Here is the loss over rows; contrastive_terms.cpp says which rows those are.
#include "harness/nn/contrastive.hpp"

#include <algorithm>
#include <limits>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

namespace xner::nn {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Similarities in flight: a block has as many anchors as fit, so that what it needs is constant.
constexpr std::int64_t kBlockOnCpu = std::int64_t{1} << 19;
constexpr std::int64_t kBlockOnGpu = std::int64_t{1} << 22;
constexpr std::int64_t kFewestAnchors = 32;
constexpr double kNoLength = 1e-30;

/// Anchors [begin, begin + size) against all rows.
struct Block {
  std::int64_t begin, size;
  [[nodiscard]] at::Tensor of(const at::Tensor& rows) const { return rows.narrow(0, begin, size); }
  [[nodiscard]] at::Tensor equal(const at::Tensor& anchors, const at::Tensor& all) const {
    return of(anchors).unsqueeze(1).eq(all.unsqueeze(0));
  }
  /// The places of the anchors themselves in a matrix of [size, rows].
  [[nodiscard]] at::Tensor self(const at::Tensor& matrix) const { return matrix.diagonal(begin); }
};

/// Unit vectors, or the vectors themselves, and what undoes the scaling in the gradient.
struct Scaled {
  at::Tensor vectors;
  at::Tensor inverse_length;  // [rows, 1]; undefined if not scaled
};

/// [rows, 1], without a product of [rows, columns] in between.
at::Tensor dots(const at::Tensor& a, const at::Tensor& b) {
  return at::bmm(a.unsqueeze(1), b.unsqueeze(2)).squeeze(2);
}

Scaled scaled(const at::Tensor& vectors, const ContrastRows& rows, Similarity similarity) {
  const auto type = vectors.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  const at::Tensor idle = rows.anchors.bitwise_or(rows.candidates).bitwise_not();
  at::Tensor read = vectors.detach().to(type).masked_fill(idle.unsqueeze(1), 0);
  if (similarity == Similarity::kDot) return {read, {}};
  const at::Tensor length = dots(read, read).sqrt();
  const at::Tensor inverse = length.reciprocal().masked_fill(length <= kNoLength, 0);
  return {read.mul_(inverse), inverse};  // `masked_fill` made it
}

/// What the blocks add up.
struct Sums {
  at::Tensor loss;      // float64, over anchors with a positive
  at::Tensor terms;     // how many those are
  at::Tensor gradient;  // [rows, columns] of `loss`, times the temperature; undefined if not wanted
};

void add_block(const Block& block, const at::Tensor& vectors, const ContrastRows& rows,
               double temperature, Sums& sums) {
  const at::Tensor candidates = rows.candidates.unsqueeze(0);
  const at::Tensor positives = block.equal(rows.classes, rows.classes).bitwise_and_(candidates);
  block.self(positives).fill_(false);
  const at::Tensor others = positives.bitwise_not();
  at::Tensor left_out = candidates.bitwise_not().expand_as(positives).contiguous();
  for (const auto& exclusion : rows.exclusions)
    left_out.bitwise_or_(
        block.equal(exclusion.of_anchor, exclusion.of_candidate).bitwise_and_(others));
  block.self(left_out).fill_(true);

  const at::Tensor anchors = block.of(vectors);
  at::Tensor scores = at::mm(anchors, vectors.t()).mul_(1 / temperature);
  const at::Tensor count = positives.sum(1, /*keepdim=*/true);
  const at::Tensor valid = block.of(rows.anchors).unsqueeze(1).bitwise_and(count > 0);
  const at::Tensor share = valid.to(scores.scalar_type()) / count.clamp_min(1);
  const at::Tensor towards = scores.masked_fill(others, 0).sum(1, /*keepdim=*/true) * share;
  scores.masked_fill_(left_out, -std::numeric_limits<double>::infinity());
  at::Tensor from = at::logsumexp(scores, 1, /*keepdim=*/true);
  sums.loss += (from.masked_fill(valid.bitwise_not(), 0) - towards).sum(at::kDouble);
  sums.terms += valid.sum();
  if (!sums.gradient.defined()) return;

  // d loss / d scores: softmax over the candidates, less an equal share for each positive. An
  // anchor without any candidate has -infinity everywhere, of which 0 makes a softmax of 0.
  from.masked_fill_(from.isneginf(), 0);
  scores.sub_(from).exp_().mul_(valid.to(scores.scalar_type()));
  scores.sub_(positives.to(scores.scalar_type()).mul_(share));
  block.of(sums.gradient).addmm_(scores, vectors);
  sums.gradient.addmm_(scores.t(), anchors);
}

Sums add_up(const at::Tensor& vectors, const ContrastRows& rows, double temperature,
            bool with_gradient) {
  Sums sums{at::zeros({}, vectors.options().dtype(at::kDouble)),
            at::zeros({}, vectors.options().dtype(at::kLong)),
            with_gradient ? at::zeros_like(vectors) : at::Tensor()};
  const std::int64_t total = vectors.size(0);
  const std::int64_t budget = vectors.is_cpu() ? kBlockOnCpu : kBlockOnGpu;
  const std::int64_t size = std::max(kFewestAnchors, budget / std::max<std::int64_t>(total, 1));
  for (std::int64_t begin = 0; begin < total; begin += size)
    add_block({begin, std::min(size, total - begin)}, vectors, rows, temperature, sums);
  return sums;
}

struct Contrast : torch::autograd::Function<Contrast> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& vectors,
                            const ContrastRows& rows, const ContrastOptions& options,
                            bool with_gradient) {
    const auto [unit, inverse_length] = scaled(vectors, rows, options.similarity);
    const Sums sums = add_up(unit, rows, options.temperature, with_gradient);
    const at::Tensor anchors = rows.anchors.sum().clamp_min(1);
    at::Tensor factor =
        (options.empty_in_mean ? anchors : sums.terms.clamp_min(1)).to(at::kDouble).reciprocal();
    if (options.divide_again) factor = factor / anchors;
    if (options.base_temperature > 0)
      factor = factor * (options.temperature / options.base_temperature);
    if (with_gradient) {
      at::Tensor gradient = sums.gradient;
      gradient.mul_((factor / options.temperature).to(unit.scalar_type()));
      if (inverse_length.defined())
        gradient.addcmul_(unit, dots(gradient, unit).neg_()).mul_(inverse_length);
      context->save_for_backward({gradient.to(vectors.scalar_type())});
    }
    return (sums.loss * factor).to(unit.scalar_type());
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const at::Tensor gradient = context->get_saved_variables()[0];
    return {gradient * gradients[0].to(gradient.scalar_type()), {}, {}, {}};
  }
};

}  // namespace

at::Tensor contrastive_loss(const at::Tensor& vectors, const ContrastRows& rows,
                            const ContrastOptions& options) {
  const bool with_gradient = at::GradMode::is_enabled() && vectors.requires_grad();
  return Contrast::apply(vectors, rows, options, with_gradient);
}

}  // namespace xner::nn
