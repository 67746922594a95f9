// See owner.hpp.
#include "harness/store/owner.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>

#include <fmt/format.h>
#include <unistd.h>

namespace xner::store {
namespace {

/// Of the first PID namespace of a machine (Linux, include/linux/proc_ns.h).
constexpr std::string_view kFirstNamespace = "pid:[4026531836]";

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  std::string host(name.data());
  for (char& c : host)
    if (c == '/' || c == '+') c = '_';
  std::error_code none;
  const std::string space = std::filesystem::read_symlink("/proc/self/ns/pid", none).string();
  if (none || space == kFirstNamespace || !space.starts_with("pid:[")) return host;
  return fmt::format("{}+{}", host, space.substr(5, space.size() - 6));
}

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

/// Field 22 of /proc/<pid>/stat; the name in field 2 may have anything in it but its last ')'.
/// Nothing if there is no such process, or only what is left of it before it is reaped.
std::optional<std::int64_t> start_of(std::int64_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text);
  std::size_t at = text.rfind(')');
  if (at == text.npos || at + 2 >= text.size()) return {};
  if (text[at + 2] == 'Z' || text[at + 2] == 'X') return {};
  for (int field = 2; field < 22 && at != text.npos; ++field) at = text.find(' ', at + 1);
  std::int64_t start = 0;
  if (at == text.npos) return {};
  const char* const begin = text.data() + at + 1;
  return std::from_chars(begin, text.data() + text.size(), start).ec == std::errc{}
             ? std::optional(start)
             : std::nullopt;
}

}  // namespace

Owner this_process() {
  static const std::string host = host_name();
  static const std::string boot = boot_id();
  const std::int64_t pid = ::getpid();  // anew: a fork changes it
  return {host, boot, pid, start_of(pid).value_or(0)};
}

bool is_gone(const Owner& owner) {
  const Owner self = this_process();
  if (owner.boot.empty() || owner.host != self.host || owner.boot != self.boot) return false;
  if (owner.pid <= 0) return false;
  const auto start = start_of(owner.pid);
  if (!start) return self.start != 0;  // without /proc nothing is known
  return owner.start != 0 && owner.start != *start;
}

}  // namespace xner::store
