// See lease.hpp.
#include "harness/store/lease.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "harness/base/json.hpp"
#include "harness/store/claim.hpp"
#include "harness/store/step.hpp"

namespace xner::store {
namespace fs = std::filesystem;
namespace {

constexpr int kRenewalsMissed = 4;
constexpr auto kLongestRenewal = std::chrono::hours(24);
constexpr std::size_t kMaxLeaseBytes = 4096;

Lease read_lease(std::string_view text) {
  const Json json = parse_json(text);
  const auto whole = [&](const char* name) { return whole_number(json.at(name)).value(); };
  try {
    Lease lease{{json.at("host"), json.at("boot"), whole("pid"), whole("start")},
                whole("attempt"),
                whole("since"),
                std::chrono::milliseconds(whole("renewal_ms"))};
    if (lease.renewal > lease.renewal.zero() && lease.renewal <= kLongestRenewal) return lease;
  } catch (const std::exception&) {
    // Half of a file after a power failure.
  }
  return {{}, 0, 0, kClaimRenewal};  // age decides
}

}  // namespace

std::string lease_text(const Lease& lease) {
  return Json{{"schema", 1},
              {"attempt", lease.attempt},
              {"host", lease.owner.host},
              {"boot", lease.owner.boot},
              {"pid", lease.owner.pid},
              {"start", lease.owner.start},
              {"since", lease.since},
              {"renewal_ms", lease.renewal.count()}}
             .dump(-1, ' ', false, Json::error_handler_t::replace) +
         "\n";
}

std::optional<FoundLease> find_lease(const Layout& layout, const fs::path& path) {
  FoundLease found;
  found.file = Descriptor(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (found.file.get() < 0 && errno == ENOENT) return {};
  if (found.file.get() < 0) fail(path, "open", errno);
  std::string text(kMaxLeaseBytes, '\0');
  const ssize_t got = ::pread(found.file.get(), text.data(), text.size(), 0);
  if (got < 0) fail(path, "read", errno);
  text.resize(static_cast<std::size_t>(got));
  if (::fstat(found.file.get(), &found.status) != 0) fail(path, "look at", errno);
  found.lease = read_lease(text);
  if (is_gone(found.lease.owner)) return found;
  const auto age = layout.now() - modified(found.status);
  found.live = age <= kRenewalsMissed * found.lease.renewal;
  return found;
}

std::map<std::string, Time> live_claims(const Layout& layout) {
  std::map<std::string, Time> claims;
  std::error_code failed;
  for (fs::directory_iterator entry(layout.claims(), failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string key = entry->path().filename().string();
    if (!is_digest(key)) continue;
    const auto found = find_lease(layout, entry->path());
    if (found && found->live) claims[key] = Time(std::chrono::seconds(found->lease.since));
  }
  if (failed) fail(layout.claims(), "list", failed.value());
  return claims;
}

}  // namespace xner::store
