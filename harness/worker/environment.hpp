// Sets the process up for one stage: device, threads, determinism. And what it then is, for the
// record.
#pragma once

#include <ATen/core/Tensor.h>

#include "harness/sdk/stage_message.hpp"

namespace xner::worker {

/// Reads the stage parameters "device" (default "cpu"), "threads" and "precision".
/// Must come before anything else that concerns LibTorch: loads its CUDA part unless the stage's
/// device is "cpu". Then: threads as the stage says (0: LibTorch's own choice), deterministic
/// algorithms.
/// @throws Error{kUsage} for a setting of a wrong type or value; Error{kStage} if a GPU is wanted
/// and there is none.
void prepare_process(const sdk::Json& parameters);

/// {"libtorch", "device", "cpu_capability", "blas", "onednn", "threads", "precision",
/// "deterministic"}; on a GPU also "cuda": {"runtime", "cudnn", and what decides its arithmetic}.
[[nodiscard]] sdk::Json environment_facts(const sdk::Json& parameters);

/// Where the stage computes. @throws as `prepare_process`.
[[nodiscard]] at::Device stage_device(const sdk::Json& parameters);

/// Most memory that tensors took on the stage's device so far; 0 on a CPU.
[[nodiscard]] std::int64_t device_memory(const sdk::Json& parameters);

}  // namespace xner::worker
