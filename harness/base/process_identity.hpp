// Who holds a claim or left something on a disk that others share: a process on a host, told apart
// from every other, also from a later one with the same number.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace xner {

/// Liveness is decided by all four; a process number alone is soon another's.
struct ProcessIdentity {
  std::string host;  ///< host name; in a PID namespace of its own with "+<namespace>" behind it
  std::string boot;  ///< boot id of the kernel; "" if it has none
  std::int64_t pid = 0;
  std::int64_t start = 0;  ///< start of the process in clock ticks after boot; 0: unknown
};

[[nodiscard]] ProcessIdentity this_process();

/// The process was on this host since its last boot, and is there no more. False if that cannot be
/// known from here: on other hosts, and for processes of earlier boots (host names are not unique).
[[nodiscard]] bool is_gone(const ProcessIdentity& process);

/// "<host>-<boot, 8 digits>-<process>" of the calling process: part of the names of what it leaves.
[[nodiscard]] std::string process_tag();

/// Whether what has this tag in its name, and was last written so long ago, is nobody's any more:
/// its process is gone, or it is an hour old and of an earlier boot, or a week and of another host.
/// False for what is no tag.
[[nodiscard]] bool is_left_behind(std::string_view tag, std::chrono::nanoseconds age);

/// Removes from a folder what is left behind and named <prefix><tag> or <prefix><tag>-<random>.
/// Never throws: what cannot be removed stays.
void remove_leftovers(const std::filesystem::path& folder, std::string_view prefix = "") noexcept;

}  // namespace xner
