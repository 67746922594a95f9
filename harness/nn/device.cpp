// See device.hpp. Only headers that need no CUDA toolkit: the GPU is reached through LibTorch's
// device-independent hooks.
#include "harness/nn/device.hpp"

#include <filesystem>

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::nn {

std::string load_cuda_part() {
  Dl_info info;
  // Any symbol of libtorch_cpu.so tells where it lies; taking its address calls nothing.
  if (dladdr(reinterpret_cast<const void*>(&at::globalContext), &info) == 0)
    return "libtorch_cpu.so was not found";
  const auto library = std::filesystem::path(info.dli_fname).parent_path() / "libtorch_cuda.so";
  std::error_code absent;
  if (!std::filesystem::exists(library, absent)) return library.string() + " is not there";
  if (dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr) return "";
  const char* const reason = dlerror();
  return reason == nullptr ? "unknown reason" : reason;
}

at::Device choose_device(const std::string& wanted) {
  if (wanted == "cpu") return at::Device(at::kCPU);
  if (wanted != "auto" && wanted != "cuda")
    throw Error(ErrorKind::kUsage,
                fmt::format("device: expected auto, cpu or cuda, found '{}'", wanted));
  const bool usable = at::hasCUDA() && at::detail::getCUDAHooks().deviceCount() > 0;
  if (usable) return at::Device(at::kCUDA, 0);
  if (wanted == "auto") return at::Device(at::kCPU);
  throw Error(ErrorKind::kStage, "device: expected a GPU, LibTorch sees none", {},
              "use device=cpu; `xner doctor` says what is missing");
}

std::string device_name(const at::Device& device) {
  if (device.is_cpu()) return "cpu";
  return fmt::format("cuda:{}", static_cast<int>(device.index()));
}

void synchronize(const at::Device& device) {
  if (device.is_cpu()) return;
  c10::impl::VirtualGuardImpl(device.type()).synchronizeDevice(device.index());
}

std::int64_t peak_device_memory(const at::Device& device) {
  if (device.is_cpu()) return 0;
  const auto stats = at::getDeviceAllocator(device.type())->getDeviceStats(device.index());
  return stats.allocated_bytes[static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE)]
      .peak;
}

}  // namespace xner::nn
