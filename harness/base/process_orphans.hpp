// Finds and kills what a child left running, daemons in sessions of their own included. Part of
// process.cpp.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace xner {

/// Every child gets this environment variable with a value of its own, and its descendants inherit
/// it. A descendant that starts another program with a scrubbed environment escapes; only a cgroup
/// would hold it.
inline constexpr const char* kProcessMark = "XNER_PROCESS_MARK";

/// Kills (SIGKILL) and reaps all living processes that carry the mark, until there are none.
/// @param group process group of the child, whose dead members are reaped as well.
/// @return "pid name" of each that was killed.
[[nodiscard]] std::vector<std::string> kill_orphans(const std::string& mark, pid_t group);

}  // namespace xner
