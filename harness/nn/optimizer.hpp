// AdamW (Loshchilov and Hutter 2019) over a list of parameters, with LibTorch's fused kernel, and
// clipping of the global gradient norm. Values, not modules: several optimisers may work on one
// model in one step.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "harness/nn/bert.hpp"
#include "harness/nn/training_state.hpp"

namespace xner::nn {

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.0;  ///< on parameters that decay
  double max_grad_norm =
      1.0;  ///< global norm over all parameters of this optimiser; 0: no clipping
};

class AdamW {
 public:
  AdamW(const std::vector<NamedParameter>& parameters, const AdamWOptions& options);

  /// Clips, updates, and forgets the gradients. A parameter without a gradient keeps its value and
  /// its moments.
  void step(double learning_rate);

  /// Moments and step counts, as "<name>/<parameter>/{exp_avg,exp_avg_sq,step}": optimisers that
  /// work on the same parameters need names of their own.
  void save(TrainingState& state, const std::string& name = "adamw") const;
  /// @throws Error{kData} if the state is of other parameters.
  void restore(const TrainingState& state, const std::string& name = "adamw");

 private:
  /// Parameters that share one weight decay; the vectors run in parallel.
  struct Group {
    double weight_decay;
    std::vector<std::string> names{};
    std::vector<at::Tensor> parameters, first_moments, second_moments, steps;
  };
  void clip();

  AdamWOptions options_;
  std::vector<Group> groups_;
};

}  // namespace xner::nn
