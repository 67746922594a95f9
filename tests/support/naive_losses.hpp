// The losses of harness/nn/losses.hpp once more, in plain loops over numbers: what tests hold them
// to.
#pragma once

#include <cstdint>
#include <vector>

namespace xner::support {

using Rows = std::vector<std::vector<double>>;  // [words][labels]

[[nodiscard]] std::vector<double> naive_softmax(const std::vector<double>& scores,
                                                double temperature = 1);

/// Mean squared error over the active words, divided by `normaliser` and the number of classes.
[[nodiscard]] double naive_mse(const Rows& logits, const Rows& targets,
                               const std::vector<bool>& active, std::int64_t normaliser);

/// T^2 KL(teacher at T || student at T) over the active words, divided by `normaliser`.
[[nodiscard]] double naive_kl(const Rows& logits, const Rows& targets,
                              const std::vector<bool>& active, double temperature,
                              std::int64_t normaliser);

/// Cross entropy over the active words that have a label (>= 0), divided by `normaliser`.
[[nodiscard]] double naive_cross_entropy(const Rows& logits,
                                         const std::vector<std::int64_t>& labels,
                                         const std::vector<bool>& active, std::int64_t normaliser);

}  // namespace xner::support
