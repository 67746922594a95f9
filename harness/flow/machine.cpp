// See machine.hpp.
#include "harness/flow/machine.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include <fmt/format.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/flow/locations.hpp"

namespace xner::flow {
namespace {

std::string cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name"))
      if (const auto colon = line.find(": "); colon != line.npos) return line.substr(colon + 2);
  return "unknown";
}

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

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
  utsname system{};
  if (::uname(&system) == 0) {
    machine.host = system.nodename;
    machine.system = fmt::format("{} {}", system.sysname, system.release);
  }
  machine.cpu = cpu_model();
  machine.cores = usable_cores();
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
