// See store.hpp. Publishing is in publish.cpp.
#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/base/overlapped.hpp"
#include "harness/base/process_identity.hpp"
#include "harness/store/action_record.hpp"
#include "harness/store/lease.hpp"
#include "harness/store/objects.hpp"
#include "harness/store/pending_file.hpp"
#include "harness/store/pins.hpp"
#include "harness/store/reading.hpp"
#include "harness/store/store_format.hpp"
#include "harness/store/store_state.hpp"

namespace xner::store {
namespace fs = std::filesystem;
namespace {

/// Above this an object is read once a process, not at every fetch: SHA-256 runs at 2 GB/s.
constexpr std::int64_t kReadOnce = std::int64_t{256} << 20;

std::vector<StoredFile> files_at(const Action& action, const std::string& path) {
  std::vector<StoredFile> files;
  for (const auto& file : action.files)
    if (is_below(file.path, path)) files.push_back(file);
  return files;
}

}  // namespace

Store::Store(const fs::path& root) : state_(std::make_unique<State>(fs::absolute(root))) {
  open_format(state_->layout);
}

Store::~Store() = default;

const fs::path& Store::root() const noexcept { return state_->layout.root(); }

std::optional<Action> Store::find(const std::string& key) const {
  auto action = read_action(state_->layout, key);
  if (action) touch(state_->layout.record(key));
  return action;
}

bool Store::holds(const Action& action, const std::string& path) const {
  const auto files = files_at(action, path);
  if (files.empty()) return path.empty();
  return std::all_of(files.begin(), files.end(),
                     [&](const StoredFile& file) { return has_object(state_->layout, file); });
}

bool Store::State::is_good(const StoredFile& file) {
  if (!has_object(layout, file)) {
    // A wrong size needs no reading, but the look at the contents puts it aside.
    (void)check_object(layout, file.sha256);
    return false;
  }
  const bool read_once = file.size > kReadOnce;
  if (read_once) {
    const std::lock_guard lock(mutex);
    if (verified.contains(file.sha256)) return true;
  }
  if (check_object(layout, file.sha256) != ObjectState::kGood) return false;
  if (read_once) {
    const std::lock_guard lock(mutex);
    verified.insert(file.sha256);
  }
  return true;
}

bool Store::fetch(const Action& action, const std::string& path, const fs::path& folder) const {
  const auto files = files_at(action, path);
  if (files.empty()) return path.empty();
  for (const auto& file : files) {
    if (!state_->is_good(file)) return false;
    if (!copy_out(state_->layout, file, folder / file.path)) return false;
  }
  return true;
}

void Store::clear_leftovers() const noexcept {
  remove_leftovers(state_->layout.temporary());
  remove_free_claims(state_->layout);
}

fs::path Store::attempt_folder(const std::string& key) const { return state_->layout.attempt(key); }

std::string Store::drop(const Action& action, const std::string& path) const {
  return drop({{action, path}});
}

std::string Store::drop(const std::vector<Dropping>& droppings) const {
  const Layout& layout = state_->layout;
  const auto pinned = pinned_keys(layout);
  std::map<std::string, std::vector<StoredFile>> files;  // by key
  for (const auto& [action, path] : droppings)
    if (!pinned.contains(action.key))
      for (auto& file : files_at(action, path)) files[action.key].push_back(std::move(file));
  if (files.empty()) return "";
  std::vector<Action> changed;
  for (const auto& [key, gone] : files) {
    auto record = read_action(layout, key);
    if (!record) continue;
    std::set<std::string> dropped(record->dropped.begin(), record->dropped.end());
    const std::size_t before = dropped.size();
    for (const auto& file : gone) dropped.insert(file.path);
    if (dropped.size() == before) continue;
    record->dropped.assign(dropped.begin(), dropped.end());
    changed.push_back(std::move(*record));
  }
  replace_records(layout, changed);
  std::vector<std::string> objects;
  for (const auto& [key, gone] : files)
    for (const auto& file : gone) objects.push_back(file.sha256);
  const std::lock_guard lock(state_->mutex);
  (void)remove_unnamed(layout, state_->references, objects);
  return state_->references.unreadable();
}

void replace_records(const Layout& layout, const std::vector<Action>& actions) {
  std::vector<std::unique_ptr<PendingFile>> pending;
  for (const auto& action : actions) {
    pending.push_back(std::make_unique<PendingFile>(layout));
    pending.back()->write(record_text(action));
  }
  overlapped(pending.size(), [&](std::size_t i) { pending[i]->seal(); });
  std::set<fs::path> shards;
  for (std::size_t i = 0; i < pending.size(); ++i) {
    const fs::path path = layout.record(actions[i].key);
    pending[i]->replace(path);
    shards.insert(path.parent_path());
  }
  sync_shards(shards);
}

}  // namespace xner::store
