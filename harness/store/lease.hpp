// A claim's file, as others see it. Part of claim.cpp, and of what collects, or must not under a
// claim.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/descriptor.hpp"
#include "harness/base/process_identity.hpp"
#include "harness/store/layout.hpp"

namespace xner::store {

struct Lease {
  ProcessIdentity owner;
  std::int64_t attempt = 0;  ///< grows with every takeover of the key: for a person to read
  std::int64_t since = 0;    ///< seconds since 1970, by the filesystem's clock
  std::chrono::milliseconds renewal{0};
};

[[nodiscard]] std::string lease_text(const Lease& lease);

struct FoundLease {
  Descriptor file;  ///< open for reading
  Status status{};
  Lease lease;  ///< attempt 0 if the file cannot be read: it then counts by its age alone
  bool live = false;
};

/// The lease of a claim's file; nothing if there is none. @throws Error{kIo}.
[[nodiscard]] std::optional<FoundLease> find_lease(const Layout& layout,
                                                   const std::filesystem::path& path);

/// Removes the claims that are free (whoever wants one could have it), but for those whose key has
/// an attempt's folder: they go with that. What cannot be removed stays.
void remove_free_claims(const Layout& layout) noexcept;

/// Every key that is worked on, and since when.
[[nodiscard]] std::map<std::string, Time> live_claims(const Layout& layout);

}  // namespace xner::store
