// See schedule.hpp.
#include "harness/nn/schedule.hpp"

#include <algorithm>
#include <cmath>

#include "harness/base/error.hpp"

namespace xner::nn {

std::int64_t steps_per_epoch(const sdk::Conditions& conditions, std::int64_t sentences) {
  return (sentences + conditions.train_batch_size - 1) / conditions.train_batch_size;
}

std::int64_t training_steps(const sdk::Conditions& conditions, std::int64_t sentences) {
  const double epochs =
      conditions.num_train_epochs * static_cast<double>(steps_per_epoch(conditions, sentences));
  const std::int64_t steps = conditions.max_steps > 0
                                 ? conditions.max_steps
                                 : static_cast<std::int64_t>(std::ceil(epochs));
  if (sentences <= 0 || steps <= 0)
    throw Error(ErrorKind::kUsage, "expected at least one training step, found none", {},
                "give training sentences, and num_train_epochs or max_steps above 0");
  return steps;
}

double learning_rate_at(const sdk::Conditions& conditions, std::int64_t step, std::int64_t total) {
  const auto warmup =
      static_cast<std::int64_t>(std::ceil(conditions.warmup_ratio * static_cast<double>(total)));
  if (step < warmup)
    return conditions.learning_rate * static_cast<double>(step) / static_cast<double>(warmup);
  if (conditions.lr_scheduler_type == "constant") return conditions.learning_rate;
  const double left = static_cast<double>(total - step) /
                      static_cast<double>(std::max<std::int64_t>(1, total - warmup));
  return conditions.learning_rate * std::max(0.0, left);
}

}  // namespace xner::nn
