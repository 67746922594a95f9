// See process_orphans.hpp.
#include "harness/base/process_orphans.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
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

bool carries(pid_t pid, const std::string& mark) {
  const std::string environment = '\0' + contents(fmt::format("/proc/{}/environ", pid));
  return environment.find(fmt::format("{}{}={}{}", '\0', kProcessMark, mark, '\0')) !=
         std::string::npos;
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

}  // namespace

std::vector<std::string> kill_orphans(const std::string& mark, pid_t group) {
  constexpr int kRounds =
      50;  // a process that forks faster than this is beyond us without a cgroup
  std::vector<std::string> killed_names;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<pid_t> killed;
    for (const pid_t pid : all_processes()) {
      if (pid == ::getpid() || !carries(pid, mark)) continue;
      std::string name = contents(fmt::format("/proc/{}/comm", pid));
      if (name.ends_with('\n')) name.pop_back();
      if (!kill_marked(pid, mark)) continue;
      killed.push_back(pid);
      killed_names.push_back(fmt::format("{} {}", pid, printable(name)));
    }
    reap(killed);
    if (killed.empty()) break;
  }
  while (::waitpid(-group, nullptr, WNOHANG) > 0) continue;
  return killed_names;
}

}  // namespace xner
