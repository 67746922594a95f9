// Reading the records of a store. Part of store.cpp and its kin.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/store/layout.hpp"
#include "harness/store/store.hpp"

namespace xner::store {

/// The record of a key, if there is a sound one: a damaged one goes to quarantine/.
/// @throws Error{kIo}; Error{kUsage} for a record of a newer version.
[[nodiscard]] std::optional<Action> read_action(const Layout& layout, const std::string& key);

/// The files of an action that are not dropped.
[[nodiscard]] std::vector<StoredFile> kept_files(const Action& action);

}  // namespace xner::store
