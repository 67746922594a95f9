// See naive_losses.hpp.
#include "tests/support/naive_losses.hpp"

#include <algorithm>
#include <cmath>

namespace xner::support {
namespace {

double share(std::int64_t normaliser) {
  return normaliser > 0 ? static_cast<double>(normaliser) : 1;
}

}  // namespace

std::vector<double> naive_softmax(const std::vector<double>& scores, double temperature) {
  const double largest = *std::max_element(scores.begin(), scores.end());
  std::vector<double> result;
  double sum = 0;
  for (const double score : scores) {
    result.push_back(std::exp((score - largest) / temperature));
    sum += result.back();
  }
  for (double& value : result) value /= sum;
  return result;
}

double naive_mse(const Rows& logits, const Rows& targets, const std::vector<bool>& active,
                 std::int64_t normaliser) {
  double sum = 0;
  for (std::size_t w = 0; w < logits.size(); ++w) {
    if (!active[w]) continue;
    const std::vector<double> student = naive_softmax(logits[w]);
    for (std::size_t c = 0; c < student.size(); ++c)
      sum += std::pow(student[c] - targets[w][c], 2) / static_cast<double>(student.size());
  }
  return sum / share(normaliser);
}

double naive_kl(const Rows& logits, const Rows& targets, const std::vector<bool>& active,
                double temperature, std::int64_t normaliser) {
  double sum = 0;
  for (std::size_t w = 0; w < logits.size(); ++w) {
    if (!active[w]) continue;
    const std::vector<double> student = naive_softmax(logits[w], temperature);
    double total = 0;
    for (const double p : targets[w]) total += std::pow(p, 1 / temperature);
    for (std::size_t c = 0; c < student.size(); ++c) {
      const double teacher = std::pow(targets[w][c], 1 / temperature) / total;
      if (teacher > 0) sum += teacher * std::log(teacher / student[c]);
    }
  }
  return temperature * temperature * sum / share(normaliser);
}

double naive_cross_entropy(const Rows& logits, const std::vector<std::int64_t>& labels,
                           const std::vector<bool>& active, std::int64_t normaliser) {
  double sum = 0;
  for (std::size_t w = 0; w < logits.size(); ++w)
    if (active[w] && labels[w] >= 0) sum -= std::log(naive_softmax(logits[w])[labels[w]]);
  return sum / share(normaliser);
}

}  // namespace xner::support
