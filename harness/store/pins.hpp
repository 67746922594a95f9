// Pins: named lists of keys whose actions are kept, whatever their age: baselines, and what a sweep
// that is under way still needs.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/store/layout.hpp"
#include "harness/store/store.hpp"

namespace xner::store {

/// Keeps the actions of these keys, published or yet to be, and the files of them that are not
/// dropped. Replaces the pin of that name, which is a file name of letters, digits, '.', '_', '-'.
/// @throws Error{kUsage} for another name or a key that is none; Error{kIo}.
void pin(const Store& store, const std::string& name, const std::vector<std::string>& keys);

/// Nothing happens if there is no such pin. @throws Error{kUsage, kIo}.
void unpin(const Store& store, const std::string& name);

/// The keys of all pins but `except`. @throws Error{kData} for a pin that cannot be read: what it
/// kept is unknown, so nothing may be collected.
[[nodiscard]] std::set<std::string> pinned_keys(const Layout& layout, std::string_view except = "");

}  // namespace xner::store
