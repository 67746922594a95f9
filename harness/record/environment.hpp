// env.json: where a run was made. Free-form; the part that every run has is collected here, the
// rest is added by flow.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace xner::record {

using Json = nlohmann::json;

/// Version of xner, e.g. "0.1.0".
[[nodiscard]] std::string xner_version();

/// {"date": ISO 8601 in UTC,
///  "xner": {"version", "commit" if built in a git checkout, "compiler", "build_type", "libc"},
///  "host": {"hostname", "os", "kernel", "cpu_model", "cpu_level": "x86-64-v3", "cores": usable by
///  this process,
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

}  // namespace xner::record
