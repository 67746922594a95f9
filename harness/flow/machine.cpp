// See machine.hpp.
#include "harness/flow/machine.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

#include "harness/flow/locations.hpp"
#include "harness/record/environment.hpp"

namespace xner::flow {
namespace {

/// LibTorch's own choice (aten/src/ATen/native/DispatchStub.cpp), its environment variable first.
std::string capability() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512vl") != 0 &&
                      __builtin_cpu_supports("avx512bw") != 0 &&
                      __builtin_cpu_supports("avx512dq") != 0;
  const char* const variable = std::getenv("ATEN_CPU_CAPABILITY");
  const std::string_view asked = variable == nullptr ? "" : variable;
  if (asked == "default") return "DEFAULT";
  if (asked == "avx2") return "AVX2";
  if (asked == "avx512" || avx512) return "AVX512";
  return avx2 ? "AVX2" : "DEFAULT";
#else
  return "DEFAULT";
#endif
}

}  // namespace

Machine look_at_machine(bool with_gpus) {
  Machine machine;
  machine.cpu = record::cpu_facts().model;
  if (machine.cpu.empty()) machine.cpu = "unknown";
  machine.cores = std::max(1, static_cast<int>(record::usable_cores().size()));
  machine.memory = static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE);
  machine.cpu_capability = capability();
  machine.cuda_part = std::filesystem::exists(libtorch_folder() / "libtorch_cuda.so");
  if (with_gpus) machine.gpus = look_at_gpus();
  return machine;
}

int default_threads(const Machine& machine) {
  const char* const variable = std::getenv("OMP_NUM_THREADS");
  const std::string_view text = variable == nullptr ? "" : variable;
  int threads = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), threads);
  if (error == std::errc() && end == text.data() + text.size() && threads > 0) return threads;
  return machine.cores;
}

std::string default_device(const Machine& machine) {
  return machine.cuda_part && !machine.gpus.visible.empty() ? "cuda" : "cpu";
}

std::string device_class(const Machine& machine, const std::string& device) {
  if (device != "cuda" || machine.gpus.visible.empty()) return device;
  return fmt::format("cuda:sm_{}{}", machine.gpus.visible[0].major, machine.gpus.visible[0].minor);
}

}  // namespace xner::flow
