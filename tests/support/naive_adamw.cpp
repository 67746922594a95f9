// See naive_adamw.hpp.
#include "tests/support/naive_adamw.hpp"

#include <algorithm>
#include <cmath>

namespace xner::support {
namespace {

void update(NaiveParameter& parameter, const std::vector<double>& gradient, double learning_rate,
            const nn::AdamWOptions& options) {
  parameter.first.resize(gradient.size());
  parameter.second.resize(gradient.size());
  const auto t = static_cast<double>(++parameter.steps);
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    double& value = parameter.values[i];
    double& m = parameter.first[i];
    double& v = parameter.second[i];
    if (parameter.decays) value -= learning_rate * options.weight_decay * value;
    m = options.beta1 * m + (1 - options.beta1) * gradient[i];
    v = options.beta2 * v + (1 - options.beta2) * gradient[i] * gradient[i];
    const double mean = m / (1 - std::pow(options.beta1, t));
    const double variance = v / (1 - std::pow(options.beta2, t));
    value -= learning_rate * mean / (std::sqrt(variance) + options.epsilon);
  }
}

}  // namespace

double naive_norm(const std::vector<std::vector<double>>& gradients) {
  double squares = 0;
  for (const auto& gradient : gradients)
    for (const double g : gradient) squares += g * g;
  return std::sqrt(squares);
}

void naive_adamw_step(std::vector<NaiveParameter>& parameters,
                      std::vector<std::vector<double>> gradients, double learning_rate,
                      const nn::AdamWOptions& options) {
  if (options.max_grad_norm > 0) {
    const double factor = std::min(1.0, options.max_grad_norm / (naive_norm(gradients) + 1e-6));
    for (auto& gradient : gradients)
      for (double& g : gradient) g *= factor;
  }
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (!gradients[i].empty()) update(parameters[i], gradients[i], learning_rate, options);
}

}  // namespace xner::support
