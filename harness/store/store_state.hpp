// What a Store is made of. Part of store.cpp and publish.cpp.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "harness/store/layout.hpp"
#include "harness/store/references.hpp"
#include "harness/store/store.hpp"

namespace xner::store {

struct Store::State {
  explicit State(std::filesystem::path root) : layout(std::move(root)), references(layout) {}
  /// Reads an object, if this has to be; a bad one is then in quarantine/.
  bool is_good(const StoredFile& file);

  const Layout layout;
  std::mutex mutex;                // of what follows
  std::set<std::string> verified;  // large objects that this process has read
  References references;
};

/// Each record in the place of the one of its key: only what is dropped differs.
/// @throws Error{kIo}: some may be replaced then.
void replace_records(const Layout& layout, const std::vector<Action>& actions);

}  // namespace xner::store
