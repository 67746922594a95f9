// See environment.hpp.
#include "harness/record/environment.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
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

constexpr const char* kGovernorFile = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor";

/// Of the source tree that was built; each "" if there is nothing to say.
struct SourceState {
  std::string_view commit;
  std::string_view dirty;
  std::string_view diff_digest;
};
constexpr SourceState kSource =
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

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string environment_variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The kind of container around this process, with podman's image where it tells; "" if none shows.
std::string container() {
  if (const auto image = value_of(read_or_empty("/run/.containerenv"), "image"); !image.empty())
    return "podman " + image;
  if (std::filesystem::exists("/.dockerenv")) return "docker";
  return environment_variable("container");
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
  const CpuFacts cpu = cpu_facts();
  add("cpu_model", cpu.model);
  add("cpu_level", cpu.level);
  add("cpu_flags", value_of(read_or_empty("/proc/cpuinfo"), "flags"));
  add("governor", first_line(read_or_empty(kGovernorFile)));
  add("container", container());
  add("os", value_of(read_or_empty("/etc/os-release"), "PRETTY_NAME"));
  if (const auto cores = usable_cores(); !cores.empty()) {
    host["cores"] = cores.size();
    host["affinity"] = cores;
  }
  host["cores_online"] = sysconf(_SC_NPROCESSORS_ONLN);
  host["memory_bytes"] =
      static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  return host;
}

/// A word as a shell takes it back.
std::string shell_quoted(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  if (!word.empty() && word.find_first_not_of(kPlain) == word.npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string command_line() {
  std::string text;
  std::istringstream words(read_or_empty("/proc/self/cmdline"));
  for (std::string word; std::getline(words, word, '\0');)
    text += (text.empty() ? "" : " ") + shell_quoted(word);
  return text;
}

/// The job that a scheduler runs this process in, and what decides its devices and threads.
Json variables() {
  Json found = Json::object();
  for (const char* name : {"SLURM_JOB_ID", "SLURM_ARRAY_TASK_ID", "SLURM_RESTART_COUNT",
                           "SLURM_JOB_PARTITION", "CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS"})
    if (const auto value = environment_variable(name); !value.empty()) found[name] = value;
  return found;
}

}  // namespace

std::string xner_version() { return XNER_VERSION; }

std::string utc_now() { return fmt::format("{:%FT%TZ}", fmt::gmtime(std::time(nullptr))); }

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

CpuFacts cpu_facts() { return cpu_facts(read_or_empty("/proc/cpuinfo")); }

std::vector<int> usable_cores() {
  std::vector<int> numbers;
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (sched_getaffinity(0, sizeof(cores), &cores) != 0) return numbers;
  for (int core = 0; core < CPU_SETSIZE; ++core)
    if (CPU_ISSET(core, &cores)) numbers.push_back(core);
  return numbers;
}

Json collect_environment() {
  Json environment{{"date", utc_now()},
                   {"xner",
                    {{"version", xner_version()},
                     {"compiler", fmt::format("GNU {}", __VERSION__)},
                     {"build_type", XNER_BUILD_TYPE},
                     {"libc", fmt::format("glibc {}", gnu_get_libc_version())}}},
                   {"command", command_line()},
                   {"variables", variables()},
                   {"host", host_facts()}};
  if (!kSource.commit.empty()) environment["xner"]["commit"] = kSource.commit;
  if (!kSource.dirty.empty()) {
    environment["xner"]["dirty"] = true;
    environment["xner"]["diff_sha256"] = kSource.diff_digest;
  }
  return environment;
}

}  // namespace xner::record
