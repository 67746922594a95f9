// See environment.hpp.
#include "harness/record/environment.hpp"

#include <array>
#include <chrono>
#include <ctime>
#include <set>
#include <sstream>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <gnu/libc-version.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::record {
namespace {

constexpr const char* kCommit =
#include "xner_commit.inc"
    ;

std::string read_or_empty(const char* path) {
  try {
    return read_file(path);
  } catch (const Error&) {
    return {};
  }
}

/// The value after `key`, up to the end of its line, without the separators around it; "" if there
/// is no such line.
std::string value_of(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at > 0 && text[at - 1] != '\n') continue;
    std::string_view value = text.substr(at + key.size());
    value = value.substr(0, value.find('\n'));
    const std::size_t begin = value.find_first_not_of(" \t:=\"");
    if (begin == std::string_view::npos) return {};
    return std::string(value.substr(begin, value.find_last_not_of(" \t\"") - begin + 1));
  }
  return {};
}

std::int64_t usable_cores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  return sched_getaffinity(0, sizeof(cores), &cores) == 0 ? CPU_COUNT(&cores) : 0;
}

Json host_facts() {
  Json host = Json::object();
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) host[name] = value;
  };
  utsname names{};
  if (uname(&names) == 0) {
    add("hostname", names.nodename);
    add("kernel", fmt::format("{} {} {}", names.sysname, names.release, names.machine));
  }
  const CpuFacts cpu = cpu_facts(read_or_empty("/proc/cpuinfo"));
  add("cpu_model", cpu.model);
  add("cpu_level", cpu.level);
  add("os", value_of(read_or_empty("/etc/os-release"), "PRETTY_NAME"));
  if (const std::int64_t cores = usable_cores(); cores > 0) host["cores"] = cores;
  host["cores_online"] = sysconf(_SC_NPROCESSORS_ONLN);
  host["memory_bytes"] =
      static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  return host;
}

}  // namespace

std::string xner_version() { return XNER_VERSION; }

CpuFacts cpu_facts(std::string_view cpuinfo) {
  // What each level adds to the one below; Linux's names of the flags.
  static const std::array<std::pair<const char*, std::vector<const char*>>, 4> kLevels{
      {{"x86-64", {"sse2", "fxsr", "cx8"}},
       {"x86-64-v2", {"cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"}},
       {"x86-64-v3", {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"}},
       {"x86-64-v4", {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}}}};
  std::istringstream words(value_of(cpuinfo, "flags"));
  std::set<std::string> flags;
  for (std::string flag; words >> flag;) flags.insert(flag);
  CpuFacts facts{value_of(cpuinfo, "model name"), ""};
  for (const auto& [level, needs] : kLevels) {
    for (const char* flag : needs)
      if (!flags.contains(flag)) return facts;
    facts.level = level;
  }
  return facts;
}

Json collect_environment() {
  Json environment{{"date", fmt::format("{:%FT%TZ}", fmt::gmtime(std::time(nullptr)))},
                   {"xner",
                    {{"version", xner_version()},
                     {"compiler", fmt::format("GNU {}", __VERSION__)},
                     {"build_type", XNER_BUILD_TYPE},
                     {"libc", fmt::format("glibc {}", gnu_get_libc_version())}}},
                   {"host", host_facts()}};
  if (*kCommit != '\0') environment["xner"]["commit"] = kCommit;
  return environment;
}

}  // namespace xner::record
