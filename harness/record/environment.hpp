// env.json: where a run was made. Free-form; the part that every run has is collected here, the
// rest is added by flow.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace xner::record {

using Json = nlohmann::json;

/// Version of xner, e.g. "0.1.0".
[[nodiscard]] std::string xner_version();

/// The time of the call, "2026-01-31T12:00:00Z".
[[nodiscard]] std::string utc_now();

/// {"date": ISO 8601 in UTC,
///  "xner": {"version", "compiler", "build_type", "libc"; "commit" if built in a git checkout,
///           "dirty" and "diff_sha256" (of `git diff HEAD`) if that differed from its commit},
///  "command": the command line, as a shell takes it,
///  "variables": those of the process's environment that name its job or decide devices and
///  threads, "host": {"hostname", "os", "kernel", "container", "cpu_model", "cpu_flags",
///           "cpu_level": "x86-64-v3", "governor", "cores" and "affinity": usable by this process,
///           "cores_online", "memory_bytes"}}
/// A fact that the machine does not tell is left out. Never throws.
[[nodiscard]] Json collect_environment();

/// CPU model and the x86-64 microarchitecture level (psABI), from the text of /proc/cpuinfo; "" if
/// not told.
struct CpuFacts {
  std::string model;
  std::string level;
};
[[nodiscard]] CpuFacts cpu_facts(std::string_view cpuinfo);
/// The same of this machine.
[[nodiscard]] CpuFacts cpu_facts();

/// The numbers of the cores that this process may use; empty if the kernel does not tell.
[[nodiscard]] std::vector<int> usable_cores();

}  // namespace xner::record
