// What this machine is, as far as it decides bits or belongs into a record: cores, CPU capability,
// GPUs. Found without LibTorch: xner itself never loads it.
#pragma once

#include <cstdint>
#include <string>

#include "harness/flow/gpus.hpp"

namespace xner::flow {

struct Machine {
  std::string cpu;             ///< model name
  int cores = 1;               ///< that this process may use
  std::int64_t memory = 0;     ///< bytes
  std::string cpu_capability;  ///< the kernels that LibTorch picks: "AVX512", "AVX2", "DEFAULT"
  Gpus gpus;                   ///< none unless they were looked at
  bool cuda_part = false;      ///< LibTorch's CUDA libraries are there
};

/// Looks once; the GPU driver is opened only if `with_gpus`.
[[nodiscard]] Machine look_at_machine(bool with_gpus);

/// OMP_NUM_THREADS if it is a positive number, else the usable cores.
[[nodiscard]] int default_threads(const Machine& machine);

/// What device = "auto" means here: "cuda" if there are a GPU and LibTorch's CUDA part, else "cpu".
[[nodiscard]] std::string default_device(const Machine& machine);

/// "cpu", or "cuda:sm_90" of the first visible GPU: the part of a key that says which kernels ran.
/// @param device "cpu" or "cuda"
[[nodiscard]] std::string device_class(const Machine& machine, const std::string& device);

}  // namespace xner::flow
