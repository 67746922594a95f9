// Store::publish: objects first, then the record.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/store/action_record.hpp"
#include "harness/store/objects.hpp"
#include "harness/store/pending_file.hpp"
#include "harness/store/reading.hpp"
#include "harness/store/step.hpp"
#include "harness/store/store_state.hpp"

namespace xner::store {
namespace fs = std::filesystem;
namespace {

constexpr int kTries = 8;

/// What the first finisher does not have of ours, and our record, for someone to compare. Objects
/// are linked, not moved: another action may name them by now.
void put_aside(const Layout& layout, const Action& ours, const Action& first,
               const std::string& text) {
  std::string reason = fmt::format(
      "{}: a second run of this key made other files: the stage is not deterministic\n", ours.key);
  const auto digests = [](const Action& action) {
    std::map<std::string, std::string> all;
    for (const auto& file : action.files) all[file.path] = file.sha256;
    return all;
  };
  const auto mine = digests(ours), theirs = digests(first);
  for (const auto& [path, sha256] : theirs)
    if (!mine.contains(path)) reason += fmt::format("only in the first: {} {}\n", path, sha256);
  for (const auto& [path, sha256] : mine) {
    const auto other = theirs.find(path);
    if (other != theirs.end() && other->second == sha256) continue;
    const fs::path aside = quarantine_name(layout, sha256);
    reason += fmt::format("{}: first {}, now {}, kept as {}\n", path,
                          other == theirs.end() ? "nothing" : other->second, sha256,
                          aside.filename().string());
    (void)::link(layout.object(sha256).c_str(), aside.c_str());
  }
  const fs::path aside = quarantine_name(layout, ours.key + ".json");
  write_file(aside.string() + ".reason.txt", reason);
  write_file(aside, text);
}

std::unique_ptr<PendingFile> written(const Layout& layout, const std::string& text) {
  auto pending = std::make_unique<PendingFile>(layout);
  pending->write(text);
  return pending;
}

std::vector<StoredFile> results_of(const Action& action, const std::set<std::string>& notes) {
  std::vector<StoredFile> results;
  for (const auto& file : action.files)
    if (!notes.contains(file.path)) results.push_back(file);
  return results;
}

/// The first run's record after a second one that made the same: nothing is dropped any more, and
/// ours is the note where the first one's is lost.
Action made_again(const Layout& layout, Action first, const Action& ours,
                  const std::set<std::string>& notes) {
  first.dropped.clear();
  std::erase_if(first.files, [&](const StoredFile& file) {
    return notes.contains(file.path) && check_object(layout, file.sha256) != ObjectState::kGood;
  });
  for (const auto& file : ours.files) {
    const auto at = std::ranges::lower_bound(first.files, file.path, {}, &StoredFile::path);
    if (at == first.files.end() || at->path != file.path) first.files.insert(at, file);
  }
  return first;
}

/// Puts the record where its key has none, or compares with the one that is there.
/// @param pending the record, sealed.
Publication publish_record(const Layout& layout, const Action& ours,
                           const std::set<std::string>& notes,
                           std::unique_ptr<PendingFile> pending) {
  const fs::path path = layout.record(ours.key);
  for (int tries = 0; tries < kTries; ++tries) {
    if (tries > 0) {
      pending = written(layout, record_text(ours));
      pending->seal();
    }
    if (pending->publish(path)) {
      sync_shards({path.parent_path()});
      return Publication::kNew;
    }
    auto first = read_action(layout, ours.key);
    if (!first) continue;  // damaged, and in quarantine by now; or collected
    touch(path);
    if (results_of(*first, notes) != results_of(ours, notes)) {
      put_aside(layout, ours, *first, record_text(ours));
      return Publication::kDisputed;
    }
    const auto again = made_again(layout, *first, ours, notes);
    if (again.files != first->files || again.dropped != first->dropped)
      replace_records(layout, {again});
    sync_shards({path.parent_path()});  // the first one may have died before it did
    return Publication::kKnown;
  }
  throw Error(ErrorKind::kIo, fmt::format("cannot keep a record: bad or gone {} times", kTries),
              Place{path.string()}, "is the disk sound? `xner store probe` tries it");
}

}  // namespace

Publication Store::publish(const std::string& key, const fs::path& folder, const Json& facts,
                           const std::set<std::string>& notes) const {
  const Layout& layout = state_->layout;
  Action action{key, {}, facts, {}};
  (void)layout.record(key);  // refuses what is no key, before anything is written
  std::unique_ptr<PendingFile> record;
  action.files = put_objects(layout, folder, files_below(folder),
                             [&](const std::vector<StoredFile>& files) -> PendingFile& {
                               action.files = files;
                               record = written(layout, record_text(action));
                               return *record;
                             });
  const Publication publication = publish_record(layout, action, notes, std::move(record));
  if (publication == Publication::kDisputed) return publication;
  // A collection may have taken an object that was there before it was named: see remove_unnamed.
  std::vector<std::string> gone;
  for (const auto& file : action.files)
    if (!has_object(layout, file)) gone.push_back(file.path);
  (void)put_objects(layout, folder, gone);
  if (publication == Publication::kKnown && !notes.empty()) {
    // The first one's notes stayed: ours may have no name.
    std::vector<std::string> objects;
    for (const auto& file : action.files)
      if (notes.contains(file.path)) objects.push_back(file.sha256);
    const std::lock_guard lock(state_->mutex);
    (void)remove_unnamed(layout, state_->references, objects);
  }
  return publication;
}

}  // namespace xner::store
