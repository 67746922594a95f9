// See naive_contrastive.hpp.
#include "tests/support/naive_contrastive.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>

namespace xner::support {
namespace {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t c = 0; c < a.size(); ++c) sum += a[c] * b[c];
  return sum;
}

double similarity(const std::vector<double>& a, const std::vector<double>& b, bool cosine) {
  return cosine ? dot(a, b) / (std::sqrt(dot(a, a)) * std::sqrt(dot(b, b))) : dot(a, b);
}

}  // namespace

double naive_contrast(const NaiveContrast& rows) {
  double total = 0;
  std::size_t counted = 0;
  for (std::size_t i = 0; i < rows.vectors.size(); ++i) {
    if (!rows.anchors[i]) continue;
    std::vector<double> of_positives;
    long double denominator = 0;
    for (std::size_t k = 0; k < rows.vectors.size(); ++k) {
      if (k == i || !rows.candidates[k]) continue;
      const bool positive = rows.classes[k] == rows.classes[i];
      if (!positive && rows.excluded && rows.excluded(i, k)) continue;
      const double score =
          similarity(rows.vectors[i], rows.vectors[k], rows.cosine) / rows.temperature;
      denominator += std::exp(static_cast<long double>(score));
      if (positive) of_positives.push_back(score);
    }
    if (!of_positives.empty() || rows.empty_in_mean) ++counted;
    double loss = 0;
    for (const double score : of_positives)
      loss -= score - static_cast<double>(std::log(denominator));
    if (!of_positives.empty()) total += loss / static_cast<double>(of_positives.size());
  }
  return counted == 0 ? 0 : total / static_cast<double>(counted);
}

at::Tensor full_matrix_contrast(const at::Tensor& vectors, const at::Tensor& classes,
                                double temperature) {
  const at::Tensor unit = vectors / vectors.norm(2, 1, /*keepdim=*/true);
  const at::Tensor self = at::eye(vectors.size(0), vectors.options().dtype(at::kBool));
  const at::Tensor scores = (at::matmul(unit, unit.t()) / temperature).masked_fill(self, -1e30);
  const at::Tensor positives = classes.unsqueeze(0).eq(classes.unsqueeze(1)) & ~self;
  const at::Tensor count = positives.sum(1);
  const at::Tensor each =
      at::log_softmax(scores, 1).masked_fill(~positives, 0).sum(1) / count.clamp_min(1);
  return -each.sum() / count.gt(0).sum();
}

}  // namespace xner::support
