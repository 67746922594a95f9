// See process_identity.hpp.
#include "harness/base/process_identity.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

namespace xner {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

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

/// The parts of a tag; `boot` is cut to 8 digits. The host may have '-' in it.
std::optional<ProcessIdentity> parse_tag(std::string_view tag) {
  const auto pid = tag.rfind('-');
  const auto boot = pid == tag.npos || pid == 0 ? tag.npos : tag.rfind('-', pid - 1);
  if (boot == tag.npos) return std::nullopt;
  ProcessIdentity process{std::string(tag.substr(0, boot)),
                          std::string(tag.substr(boot + 1, pid - boot - 1)), 0, 0};
  const char* const end = tag.data() + tag.size();
  const auto parsed = std::from_chars(tag.data() + pid + 1, end, process.pid);
  return parsed.ec == std::errc{} && parsed.ptr == end ? std::optional(process) : std::nullopt;
}

std::string short_boot(const std::string& boot) {
  return boot.empty() ? "unknown0" : boot.substr(0, 8);
}

/// By the local clock, which is good enough for hours.
std::chrono::nanoseconds age_of(const fs::path& path) {
  std::error_code absent;
  const auto written = fs::last_write_time(path, absent);
  return absent ? 0ns : std::chrono::nanoseconds(fs::file_time_type::clock::now() - written);
}

}  // namespace

ProcessIdentity this_process() {
  static const std::string host = host_name();
  static const std::string boot = boot_id();
  const std::int64_t pid = ::getpid();  // anew: a fork changes it
  return {host, boot, pid, start_of(pid).value_or(0)};
}

bool is_gone(const ProcessIdentity& process) {
  const ProcessIdentity self = this_process();
  if (process.boot.empty() || process.host != self.host || process.boot != self.boot) return false;
  if (process.pid <= 0) return false;
  const auto start = start_of(process.pid);
  if (!start) return self.start != 0;  // without /proc nothing is known
  return process.start != 0 && process.start != *start;
}

std::string process_tag() {
  static const std::string host_and_boot = [] {
    const ProcessIdentity self = this_process();
    return fmt::format("{}-{}", self.host, short_boot(self.boot));
  }();
  return fmt::format("{}-{}", host_and_boot, ::getpid());
}

bool is_left_behind(std::string_view tag, std::chrono::nanoseconds age) {
  const auto process = parse_tag(tag);
  if (!process) return false;
  const ProcessIdentity self = this_process();
  if (process->host != self.host) return age > std::chrono::days(7);
  if (process->boot != short_boot(self.boot)) return age > 1h;
  return is_gone({self.host, self.boot, process->pid, 0});
}

void remove_leftovers(const fs::path& folder, std::string_view prefix) noexcept try {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    const std::string_view tag = std::string_view(name).substr(prefix.size());
    const auto age = age_of(entry.path());
    if (is_left_behind(tag, age) || is_left_behind(tag.substr(0, tag.rfind('-')), age))
      fs::remove_all(entry.path(), ignored);
  }
} catch (...) {
  // Leftovers are no harm.
}

}  // namespace xner
