// See process_orphans.hpp.
#include "harness/base/process_orphans.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/base/utf8.hpp"

namespace xner {
namespace fs = std::filesystem;
namespace {

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string environment_of(pid_t pid) {
  return '\0' + contents(fmt::format("/proc/{}/environ", pid));
}

bool carries(pid_t pid, const std::string& mark) {
  return environment_of(pid).find(fmt::format("{}{}={}{}", '\0', kProcessMark, mark, '\0')) !=
         std::string::npos;
}

/// A child that runs for itself, beside the one that ended.
bool carries_another(pid_t pid, const std::string& mark) {
  return environment_of(pid).find(fmt::format("{}{}=", '\0', kProcessMark)) != std::string::npos &&
         !carries(pid, mark);
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> pids;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (parsed.ec == std::errc{} && parsed.ptr == name.data() + name.size()) pids.push_back(pid);
  }
  return pids;
}

/// Living children of this process; nothing if the kernel does not list them. What loses its parent
/// becomes our child, so whatever a stage left has an ancestor among them.
std::optional<std::vector<pid_t>> own_children() {
  std::vector<pid_t> pids;
  std::error_code error;
  for (const auto& task : fs::directory_iterator("/proc/self/task", error)) {
    std::ifstream file(task.path() / "children");
    if (!file) return std::nullopt;
    for (pid_t pid = 0; file >> pid;) pids.push_back(pid);
  }
  return error ? std::nullopt : std::optional(std::move(pids));
}

/// As a rule nothing was left: then most systems need not be asked for every process they have.
bool may_have_left_some(const std::string& mark) {
  const auto children = own_children();
  return !children ||
         !std::ranges::all_of(*children, [&](pid_t pid) { return carries_another(pid, mark); });
}

/// Kills the process if it (still) carries the mark: the pidfd pins it, so that its number cannot
/// be another's by then.
bool kill_marked(pid_t pid, const std::string& mark) {
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (handle < 0) return false;
  const bool ours =
      carries(pid, mark) && ::syscall(SYS_pidfd_send_signal, handle, SIGKILL, nullptr, 0) == 0;
  ::close(handle);
  return ours;
}

/// Waits for killed processes that have become our children; those of a living parent are its own
/// to reap.
void reap(const std::vector<pid_t>& pids) {
  for (const pid_t pid : pids)
    for (int tries = 0; tries < 100 && ::waitpid(pid, nullptr, WNOHANG) == 0; ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

/// Members of the child's group that were ended with it may take a moment to die; one that lives on
/// without the mark is beyond us, and not waited for longer.
void reap_group(pid_t group) {
  for (int tries = 0; tries < 40;) {
    const pid_t reaped = ::waitpid(-group, nullptr, WNOHANG);
    if (reaped < 0 && errno != EINTR) return;
    if (reaped != 0) continue;
    ++tries;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace

std::vector<std::string> kill_orphans(const std::string& mark, pid_t group) {
  constexpr int kRounds =
      50;  // a process that forks faster than this is beyond us without a cgroup
  std::vector<std::string> killed_names;
  const bool look = may_have_left_some(mark);
  for (int round = 0; look && round < kRounds; ++round) {
    std::vector<pid_t> killed;
    for (const pid_t pid : all_processes()) {
      if (pid == ::getpid() || !carries(pid, mark)) continue;
      std::string name = contents(fmt::format("/proc/{}/comm", pid));
      if (name.ends_with('\n')) name.pop_back();
      if (!kill_marked(pid, mark)) continue;
      killed.push_back(pid);
      // Once: it may take some rounds to die.
      name = fmt::format("{} {}", pid, printable(name));
      if (std::ranges::find(killed_names, name) == killed_names.end())
        killed_names.push_back(std::move(name));
    }
    reap(killed);
    if (killed.empty()) break;
  }
  reap_group(group);
  return killed_names;
}

}  // namespace xner
