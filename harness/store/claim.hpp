// Who works on which key: a lease that is renewed while its owner lives, and taken over when it
// does not. Claims only save work; correctness rests on publication.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "harness/store/store.hpp"

namespace xner::store {

/// How often a claim is renewed; after four times as long without renewal it is free.
inline constexpr std::chrono::milliseconds kClaimRenewal{30'000};

/// Held from `claim` to the end of its life; renewed by a thread of its own.
class Claim {
 public:
  Claim(Claim&&) noexcept;
  Claim& operator=(Claim&&) noexcept;
  ~Claim();

  /// The fence: false once another process has taken the key over, as it may when this one was
  /// stopped or cut off from the disk for long. Then the key's attempt folder is the other's, and
  /// so is the publication. Looks at the disk; what cannot be looked at was not taken.
  [[nodiscard]] bool is_mine() const noexcept;

 private:
  friend std::optional<Claim> claim(const Store& store, const std::string& key,
                                    std::chrono::milliseconds renewal);
  struct State;
  explicit Claim(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The key, if nobody works on it; also if its owner is known to be gone (same host and boot, no
/// such process) or its lease is older than four renewals by the filesystem's own clock.
/// @throws Error{kIo}.
[[nodiscard]] std::optional<Claim> claim(const Store& store, const std::string& key,
                                         std::chrono::milliseconds renewal = kClaimRenewal);

/// "host 12345, since 2026-11-21T20:00:00Z" of the one who works on a key; "" if nobody does.
[[nodiscard]] std::string claimant(const Store& store, const std::string& key);

}  // namespace xner::store
