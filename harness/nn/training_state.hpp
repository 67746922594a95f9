// What a training is between two of its steps, by name: what goes into a checkpoint of it, and
// comes back. Data order and dropout masks are functions of seed and step, so they need no place
// here.
#pragma once

#include <map>
#include <string>

#include <ATen/core/Tensor.h>

#include "harness/sdk/plan.hpp"

namespace xner::nn {

/// Every part of a training adds its own, under names that begin with the part's.
struct TrainingState {
  std::map<std::string, at::Tensor> tensors;  ///< any device; those that come back are on the CPU
  sdk::Json values = sdk::Json::object();
};

/// Copies the tensor of a name into `target`, on whatever device.
/// @throws Error{kData} if there is none, or one of another shape or dtype.
void restore_tensor(const TrainingState& state, const std::string& name, const at::Tensor& target);

}  // namespace xner::nn
