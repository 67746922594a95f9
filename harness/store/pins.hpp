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

/// What a sweep that is under way still needs: a pin of this process, as long as the object lives.
/// What a process that is gone left of it counts for nothing.
class SweepPin {
 public:
  /// @throws Error{kUsage} for a key that is none; Error{kIo}.
  SweepPin(const Store& store, const std::set<std::string>& keys);
  ~SweepPin();
  SweepPin(const SweepPin&) = delete;
  SweepPin& operator=(const SweepPin&) = delete;

  /// Keeps these and no others. Before something of the others is dropped: of several sweeps that
  /// need it, the last one then finds it unpinned. @throws Error{kUsage, kIo}.
  void keep(const std::set<std::string>& keys);

 private:
  const Store& store_;
  std::string name_;
  std::set<std::string> keys_;
};

/// The keys of all pins but `except`. @throws Error{kData} for a pin that cannot be read: what it
/// kept is unknown, so nothing may be collected.
[[nodiscard]] std::set<std::string> pinned_keys(const Layout& layout, std::string_view except = "");

}  // namespace xner::store
