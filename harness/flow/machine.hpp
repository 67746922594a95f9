// What this machine is, as far as it decides bits or belongs into a record: cores, CPU capability,
// GPUs. Found without LibTorch: xner itself never loads it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace xner::flow {

struct Gpu {
  std::string name;  ///< "NVIDIA H200"
  int major = 0;     ///< compute capability
  int minor = 0;
};

struct Machine {
  std::string host;
  std::string system;          ///< kernel name and release
  std::string cpu;             ///< model name
  int cores = 1;               ///< that this process may use
  std::int64_t memory = 0;     ///< bytes
  std::string cpu_capability;  ///< the kernels that LibTorch picks: "AVX512", "AVX2", "DEFAULT"
  std::vector<Gpu> gpus;       ///< visible ones (CUDA_VISIBLE_DEVICES)
  int cuda_driver = 0;         ///< version of the driver's CUDA, e.g. 13000; 0: no driver
  bool cuda_part = false;      ///< LibTorch's CUDA libraries are there
  std::string gpu_problem;     ///< why a driver that is there cannot be used, or ""
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
