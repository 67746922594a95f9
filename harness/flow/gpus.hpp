// The GPUs that this process may use, asked from the driver without LibTorch: what decides bits
// (compute capability) and what belongs into a record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xner::flow {

struct Gpu {
  std::string name;  ///< "NVIDIA H200"
  int major = 0;     ///< compute capability
  int minor = 0;
  std::string uuid{};       ///< "GPU-8f6d...", of the whole device also in MIG mode
  std::int64_t memory = 0;  ///< bytes
  // From the management library, where it is there and tells.
  std::optional<bool> mig{};
  std::optional<unsigned> sm_clock_mhz{};    ///< at the moment of asking
  std::optional<unsigned> power_limit_mw{};  ///< enforced
};

struct Gpus {
  std::vector<Gpu> visible;  ///< in the order of CUDA_VISIBLE_DEVICES
  int cuda_driver = 0;       ///< version of the driver's CUDA, e.g. 13000; 0: no driver
  std::string problem;       ///< why a driver that is there cannot be used, or ""
};

/// Opens libcuda.so.1 and libnvidia-ml.so.1 where they are. Never throws for a missing one.
[[nodiscard]] Gpus look_at_gpus();

}  // namespace xner::flow
