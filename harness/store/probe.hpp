// What the filesystem of a store can do: tried, not looked up.
#pragma once

#include <string>
#include <vector>

#include "harness/store/store.hpp"

namespace xner::store {

struct ProbeFinding {
  std::string what;   ///< "create-only link", ...
  std::string found;  ///< "works", or what happened instead
  bool good = true;
  bool needed = true;  ///< a store is not safe without it; else a note
};

/// Tries create-only link, rename, fsync, exclusive creation, locks, case, and the filesystem's
/// clock against the local one, in tmp/; the verdict goes into FORMAT. @throws Error{kIo}.
[[nodiscard]] std::vector<ProbeFinding> probe(const Store& store);

}  // namespace xner::store
