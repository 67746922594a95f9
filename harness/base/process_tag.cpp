// See process_tag.hpp.
#include "harness/base/process_tag.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

namespace xner {
namespace {

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
}

}  // namespace

std::string process_tag() { return fmt::format("{}-{}", host_name(), ::getpid()); }

bool is_of_a_gone_process(std::string_view tag) {
  const std::string host = host_name() + "-";
  if (!tag.starts_with(host)) return false;
  tag.remove_prefix(host.size());
  pid_t process = 0;
  const auto parsed = std::from_chars(tag.data(), tag.data() + tag.size(), process);
  if (parsed.ec != std::errc{} || parsed.ptr != tag.data() + tag.size() || process <= 0)
    return false;
  return ::kill(process, 0) != 0 && errno == ESRCH;
}

void remove_leftovers(const std::filesystem::path& folder, std::string_view prefix) noexcept try {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    std::string_view tag = std::string_view(name).substr(prefix.size());
    // A host's name may have dots: the tag ends at the last one, if its rest is no number.
    if (!is_of_a_gone_process(tag)) tag = tag.substr(0, tag.rfind('.'));
    if (is_of_a_gone_process(tag)) std::filesystem::remove_all(entry.path(), ignored);
  }
} catch (...) {
  // Leftovers are no harm.
}

}  // namespace xner
