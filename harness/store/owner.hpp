// Who holds a temporary file or a claim: a process on a host, told apart from every other, also
// from a later one with the same number.
#pragma once

#include <cstdint>
#include <string>

namespace xner::store {

/// Liveness is decided by all four; a process number alone is soon another's.
struct Owner {
  std::string host;  ///< host name; in a PID namespace of its own with "+<namespace>" behind it
  std::string boot;  ///< boot id of the kernel; "" if it has none
  std::int64_t pid = 0;
  std::int64_t start = 0;  ///< start of the process in clock ticks after boot; 0: unknown
};

[[nodiscard]] Owner this_process();

/// The process was on this host since its last boot, and is there no more. False if that cannot be
/// known from here: on other hosts, and for owners of earlier boots (host names are not unique).
[[nodiscard]] bool is_gone(const Owner& owner);

}  // namespace xner::store
