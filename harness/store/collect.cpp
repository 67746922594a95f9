// See collect.hpp: what may go.
#include "harness/store/collect.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <map>
#include <set>

#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/store/claim.hpp"
#include "harness/store/lease.hpp"
#include "harness/store/pins.hpp"
#include "harness/store/reading.hpp"
#include "harness/store/references.hpp"
#include "harness/store/step.hpp"

namespace xner::store {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

/// What is left in tmp/ or attempts/ by whomever goes when it is as old.
constexpr std::chrono::seconds kForeignAge = std::chrono::days(7);

void add(Collection::Sum& sum, std::int64_t bytes) {
  ++sum.number;
  sum.bytes += bytes;
}

void sweep_temporary(const Layout& layout, Time now, bool dry_run, Collection::Sum& sum) {
  std::error_code failed;
  for (fs::directory_iterator entry(layout.temporary(), failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const auto status = look(entry->path());
    const std::string name = entry->path().filename().string();
    if (!status || !S_ISREG(status->st_mode)) continue;
    const auto age = now - modified(*status);
    if (age <= kForeignAge && !is_left_behind(name.substr(0, name.rfind('-')), age)) continue;
    add(sum, status->st_nlink == 1 ? status->st_size : 0);
    if (!dry_run) ::unlink(entry->path().c_str());
  }
  if (failed) fail(layout.temporary(), "list", failed.value());
}

std::int64_t bytes_below(const fs::path& folder) {
  std::int64_t bytes = 0;
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed))
    if (const auto status = look(entry->path()); status && S_ISREG(status->st_mode))
      bytes += status->st_size;
  return bytes;
}

/// Taken aside, looked at again, and put back if somebody used it in between.
void remove_record(const Layout& layout, const fs::path& path, Time before) {
  const fs::path aside = layout.temporary_name();
  pass("remove.before_rename", path, "move aside");
  if (::rename(path.c_str(), aside.c_str()) != 0) {
    if (errno != ENOENT) fail(path, "move aside", errno);
    return;
  }
  pass("remove.after_rename", path, "move aside");
  const auto status = look(aside);
  if (status && modified(*status) >= before) (void)::link(aside.c_str(), path.c_str());
  ::unlink(aside.c_str());
  pass("remove.after_unlink", path, "remove");
}

/// What decides in a collection; looked at once, at its beginning.
struct Scene {
  const Layout& layout;
  CollectionRules rules;
  Time now, cutoff;  // nothing that was used since the cutoff goes
  std::map<std::string, Time> claims;
  std::set<std::string> pins;
};

Scene look_around(const Layout& layout, const CollectionRules& rules) {
  Scene scene{layout, rules, layout.now(), {}, live_claims(layout), pinned_keys(layout)};
  scene.cutoff = scene.now - rules.grace;
  // A second for what was cut off the time in the claim.
  for (const auto& [key, since] : scene.claims) scene.cutoff = std::min(scene.cutoff, since - 1s);
  return scene;
}

/// A checkpoint in an attempt's folder renews that folder's time.
void sweep_attempts(const Store& store, const Scene& scene, Collection::Sum& sum) {
  std::error_code failed;
  for (fs::directory_iterator entry(scene.layout.attempts(), failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string key = entry->path().filename().string();
    const auto may_go = [&] {
      const auto status = look(entry->path());
      return status && (look(scene.layout.record(key)).has_value() ||
                        scene.now - modified(*status) > kForeignAge);
    };
    if (!is_digest(key) || scene.claims.contains(key) || !may_go()) continue;
    std::optional<Claim> held;
    if (!scene.rules.dry_run) {
      // Somebody may have begun since the look around: who holds the claim is alone with it.
      held = claim(store, key);
      if (!held || !may_go()) continue;
    }
    add(sum, bytes_below(entry->path()));
    if (held) remove_tree(entry->path());
  }
  if (failed && failed != std::errc::no_such_file_or_directory)
    fail(scene.layout.attempts(), "list", failed.value());
}

/// Removes records, and counts how many of those that stay name each object.
std::map<std::string, int> sweep_records(const Scene& scene, Collection& result) {
  std::map<std::string, int> uses;
  const auto limit = scene.rules.unused_for
                         ? std::min(scene.cutoff, scene.now - *scene.rules.unused_for)
                         : Time::min();
  for_each_digest(scene.layout.actions(), ".json", [&](const auto& key, const fs::path& path) {
    const auto status = look(path);
    const auto action = status ? read_action(scene.layout, key) : std::nullopt;
    if (!action) return;
    const bool is_pinned = scene.pins.contains(key);
    result.pinned += is_pinned ? 1 : 0;
    if (modified(*status) < limit && !is_pinned && !scene.claims.contains(key)) {
      add(result.records, status->st_size);
      if (!scene.rules.dry_run) remove_record(scene.layout, path, limit);
      return;
    }
    for (const auto& file : kept_files(*action)) ++uses[file.sha256];
  });
  return uses;
}

}  // namespace

Collection collect(const Store& store, const CollectionRules& rules) {
  const Layout layout(store.root());
  const Scene scene = look_around(layout, rules);
  Collection result;
  const auto uses = sweep_records(scene, result);
  std::vector<std::string> unnamed;
  for_each_digest(layout.objects(), "", [&](const std::string& sha256, const fs::path& path) {
    const auto status = look(path);
    if (!status) return;
    const bool stays = uses.contains(sha256) || modified(*status) >= scene.cutoff;
    add(stays ? result.kept : result.objects, status->st_size);
    if (!stays) unnamed.push_back(sha256);
  });
  if (!rules.dry_run && !unnamed.empty()) {
    References references(layout);
    (void)remove_unnamed(layout, references, unnamed);
    if (const std::string newer = references.unreadable(); !newer.empty())
      throw Error(ErrorKind::kUsage, newer);
  }
  sweep_temporary(layout, scene.now, rules.dry_run, result.temporary);
  sweep_attempts(store, scene, result.attempts);
  return result;
}

}  // namespace xner::store
