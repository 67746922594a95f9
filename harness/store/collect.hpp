// Looking after a store: what is in it, whether it is sound, and what may go.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/store/store.hpp"

namespace xner::store {

struct Collection {
  struct Sum {
    std::int64_t number = 0;
    std::int64_t bytes = 0;
  };
  Sum records;    ///< not used for longer than asked for
  Sum objects;    ///< that no record names
  Sum temporary;  ///< left by processes that are gone
  Sum attempts;   ///< unfinished actions that were finished since, or not gone on with for
                  ///< a week
  Sum kept;       ///< objects that stay
  std::int64_t pinned = 0;  ///< records that a pin keeps
};

struct CollectionRules {
  /// Objects that nobody names stay as long: their record may be on its way.
  std::chrono::seconds grace = std::chrono::hours(24);
  /// Records that were not found for longer go, and with them what only they name; none: never.
  /// Pinned ones stay, and those of keys that are claimed.
  std::optional<std::chrono::seconds> unused_for{};
  bool dry_run = true;  ///< only say what would go
};

/// Removes what nobody needs: while others work on the store, too. All ages by the filesystem's own
/// clock; nothing goes that is younger than the oldest live claim.
/// @throws Error{kIo}; Error{kUsage, kData} for a record or pin that cannot be read: what it keeps
/// is unknown.
Collection collect(const Store& store, const CollectionRules& rules = {});

struct Soundness {
  std::int64_t records = 0;
  std::int64_t objects = 0;
  std::int64_t bytes = 0;
  std::int64_t bad_records = 0;         ///< now in quarantine/
  std::int64_t bad_objects = 0;         ///< now in quarantine/
  std::int64_t newer_records = 0;       ///< of a schema that this version cannot read
  std::vector<std::string> incomplete;  ///< keys with outputs that are neither there nor dropped
  [[nodiscard]] bool is_sound() const {
    return bad_records == 0 && bad_objects == 0 && incomplete.empty();
  }
};

/// Reads every record and every object. @throws Error{kIo}.
Soundness verify(const Store& store);

struct ListedAction {
  Action action;
  std::int64_t bytes = 0;         ///< of its files that are there
  std::chrono::seconds age{0};    ///< since it was last used
  std::vector<std::string> gone;  ///< files that are not there, dropped or lost
};

/// Every action, last used first. @throws Error{kIo, kUsage}.
[[nodiscard]] std::vector<ListedAction> list_actions(const Store& store);

}  // namespace xner::store
