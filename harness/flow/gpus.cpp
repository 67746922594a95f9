// See gpus.hpp. The two libraries' C interfaces (cuda.h, nvml.h), as far as they are asked; every
// function returns 0 on success.
#include "harness/flow/gpus.hpp"

#include <array>

#include <dlfcn.h>
#include <fmt/format.h>

namespace xner::flow {
namespace {

/// A library by its soname. Never closed: the driver does not survive it.
class Driver {
 public:
  explicit Driver(const char* name) : handle_(::dlopen(name, RTLD_NOW | RTLD_LOCAL)) {}
  [[nodiscard]] bool there() const { return handle_ != nullptr; }
  /// Calls a function by name. @returns false if there is none or it fails.
  template <class... Arguments>
  bool call(const char* name, Arguments... arguments) const {
    return code(name, arguments...) == 0;
  }
  /// What the function returns; -1 if there is none.
  template <class... Arguments>
  int code(const char* name, Arguments... arguments) const {
    if (handle_ == nullptr) return -1;
    const auto function = reinterpret_cast<int (*)(Arguments...)>(::dlsym(handle_, name));
    return function == nullptr ? -1 : function(arguments...);
  }

 private:
  void* handle_;
};

constexpr int kComputeMajor = 75, kComputeMinor = 76;  // CUdevice_attribute
constexpr int kSmClock = 1;                            // nvmlClockType_t

std::string uuid_text(const std::array<unsigned char, 16>& bytes) {
  std::string text = "GPU-";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", bytes[i]);
  }
  return text;
}

Gpu ask_driver(const Driver& cuda, int device) {
  Gpu gpu;
  std::array<char, 256> name{};
  std::array<unsigned char, 16> uuid{};
  std::size_t memory = 0;
  if (cuda.call("cuDeviceGetName", name.data(), static_cast<int>(name.size()) - 1, device))
    gpu.name = name.data();
  cuda.call("cuDeviceGetAttribute", &gpu.major, kComputeMajor, device);
  cuda.call("cuDeviceGetAttribute", &gpu.minor, kComputeMinor, device);
  if (cuda.call("cuDeviceGetUuid", uuid.data(), device)) gpu.uuid = uuid_text(uuid);
  if (cuda.call("cuDeviceTotalMem_v2", &memory, device))
    gpu.memory = static_cast<std::int64_t>(memory);
  return gpu;
}

void ask_management(const Driver& management, Gpu& gpu) {
  void* handle = nullptr;
  if (!management.call("nvmlDeviceGetHandleByUUID", gpu.uuid.c_str(), &handle)) return;
  unsigned value = 0, pending = 0;
  if (management.call("nvmlDeviceGetMigMode", handle, &value, &pending)) gpu.mig = value != 0;
  if (management.call("nvmlDeviceGetClockInfo", handle, kSmClock, &value)) gpu.sm_clock_mhz = value;
  if (management.call("nvmlDeviceGetEnforcedPowerLimit", handle, &value))
    gpu.power_limit_mw = value;
}

}  // namespace

Gpus look_at_gpus() {
  Gpus gpus;
  const Driver cuda("libcuda.so.1");
  if (!cuda.there()) return gpus;
  cuda.call("cuDriverGetVersion", &gpus.cuda_driver);
  if (const int code = cuda.code("cuInit", 0U); code != 0) {
    gpus.problem = fmt::format("the CUDA driver does not start (cuInit: error {})", code);
    return gpus;
  }
  int count = 0;
  if (!cuda.call("cuDeviceGetCount", &count)) {
    gpus.problem = "the CUDA driver does not count its devices";
    return gpus;
  }
  const Driver management("libnvidia-ml.so.1");
  const bool managed = management.call("nvmlInit_v2");
  for (int device = 0; device < count; ++device) {
    gpus.visible.push_back(ask_driver(cuda, device));
    if (managed) ask_management(management, gpus.visible.back());
  }
  return gpus;
}

}  // namespace xner::flow
