// See optimizer.hpp.
#include "harness/nn/optimizer.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <fmt/format.h>

namespace xner::nn {

AdamW::AdamW(const std::vector<NamedParameter>& parameters, const AdamWOptions& options)
    : options_(options),
      groups_{{options.weight_decay, {}, {}, {}, {}, {}}, {0.0, {}, {}, {}, {}, {}}} {
  for (const NamedParameter& parameter : parameters) {
    Group& group = groups_[parameter.decays ? 0 : 1];
    group.names.push_back(parameter.name);
    group.parameters.push_back(parameter.tensor);
    group.first_moments.push_back(at::zeros_like(parameter.tensor).requires_grad_(false));
    group.second_moments.push_back(at::zeros_like(parameter.tensor).requires_grad_(false));
    group.steps.push_back(at::zeros({}, parameter.tensor.options().requires_grad(false)));
  }
}

void AdamW::clip() {
  std::vector<at::Tensor> gradients;
  for (const Group& group : groups_)
    for (const at::Tensor& parameter : group.parameters)
      if (parameter.grad().defined()) gradients.push_back(parameter.grad());
  if (gradients.empty()) return;
  const at::Tensor norm = at::stack(at::_foreach_norm(gradients, 2)).norm();
  // As torch.nn.utils.clip_grad_norm_: never scaled up, and no value is read back from the device.
  at::_foreach_mul_(gradients, (options_.max_grad_norm / (norm + 1e-6)).clamp_max(1.0));
}

void AdamW::step(double learning_rate) {
  at::NoGradGuard no_gradients;
  if (options_.max_grad_norm > 0) clip();
  for (Group& group : groups_) {
    std::vector<at::Tensor> parameters, gradients, first, second, steps;
    for (std::size_t i = 0; i < group.parameters.size(); ++i) {
      if (!group.parameters[i].grad().defined()) continue;
      parameters.push_back(group.parameters[i]);
      gradients.push_back(group.parameters[i].grad());
      first.push_back(group.first_moments[i]);
      second.push_back(group.second_moments[i]);
      steps.push_back(group.steps[i] += 1);
      group.parameters[i].mutable_grad().reset();
    }
    if (parameters.empty()) continue;
    at::_fused_adamw_(parameters, gradients, first, second, {}, steps, learning_rate,
                      options_.beta1, options_.beta2, group.weight_decay, options_.epsilon,
                      /*amsgrad=*/false, /*maximize=*/false);
  }
}

void AdamW::save(TrainingState& state, const std::string& name) const {
  for (const Group& group : groups_)
    for (std::size_t i = 0; i < group.names.size(); ++i) {
      const std::string prefix = fmt::format("{}/{}", name, group.names[i]);
      state.tensors[prefix + "/exp_avg"] = group.first_moments[i];
      state.tensors[prefix + "/exp_avg_sq"] = group.second_moments[i];
      state.tensors[prefix + "/step"] = group.steps[i];
    }
}

void AdamW::restore(const TrainingState& state, const std::string& name) {
  for (const Group& group : groups_)
    for (std::size_t i = 0; i < group.names.size(); ++i) {
      const std::string prefix = fmt::format("{}/{}", name, group.names[i]);
      restore_tensor(state, prefix + "/exp_avg", group.first_moments[i]);
      restore_tensor(state, prefix + "/exp_avg_sq", group.second_moments[i]);
      restore_tensor(state, prefix + "/step", group.steps[i]);
    }
}

}  // namespace xner::nn
