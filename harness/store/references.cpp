// See references.hpp.
#include "harness/store/references.hpp"

#include <cerrno>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/store/reading.hpp"
#include "harness/store/step.hpp"

namespace xner::store {
namespace fs = std::filesystem;

void References::count(const Entry& entry, int by) {
  for (const auto& object : entry.objects) {
    const auto at = uses_.try_emplace(object, 0).first;
    at->second += by;
    if (at->second == 0) uses_.erase(at);
  }
}

void References::refresh() {
  // A folder's time advances in steps: what was added within the step of a listing shows no change.
  // NFS tells times some seconds late, too.
  constexpr auto kSettled = std::chrono::seconds(10);
  const Time settled = layout_.now() - kSettled;
  for (int number = 0; number < 256; ++number) {
    const std::string name = fmt::format("{:02x}", number);
    const auto status = look(layout_.actions() / name);
    const Time changed = status ? modified(*status) : Time::min();
    const auto known = settled_.find(name);
    if (known != settled_.end() && known->second == changed) continue;
    refresh_shard(name);
    if (changed < settled)
      settled_[name] = changed;
    else
      settled_.erase(name);
  }
}

void References::refresh_shard(const std::string& name) {
  const auto begin = records_.lower_bound(name);
  for (auto at = begin; at != records_.end() && at->first.starts_with(name); ++at)
    at->second.seen = false;
  for_each_digest_in(
      layout_.actions() / name, ".json", [&](const std::string& key, const fs::path& path) {
        const auto status = look(path);
        if (!status) return;
        Entry& entry = records_[key];
        entry.seen = true;
        const Stamp stamp{status->st_ino, {status->st_ctim.tv_sec, status->st_ctim.tv_nsec}};
        if (entry.stamp == stamp) return;
        count(entry, -1);
        entry.objects.clear();
        entry.stamp = {};
        unreadable_.erase(key);
        try {
          if (const auto action = read_action(layout_, key))
            for (const auto& file : kept_files(*action)) entry.objects.push_back(file.sha256);
        } catch (const Error& error) {
          if (error.kind() != ErrorKind::kUsage) throw;
          unreadable_[key] = error.what();
        }
        entry.stamp = stamp;
        count(entry, 1);
      });
  for (auto at = records_.lower_bound(name); at != records_.end() && at->first.starts_with(name);) {
    if (!at->second.seen) {
      count(at->second, -1);
      unreadable_.erase(at->first);
    }
    at = at->second.seen ? std::next(at) : records_.erase(at);
  }
}

std::string References::unreadable() const {
  return unreadable_.empty() ? "" : unreadable_.begin()->second;
}

bool References::names(const std::string& sha256) const { return uses_.contains(sha256); }

std::int64_t remove_unnamed(const Layout& layout, References& references,
                            const std::vector<std::string>& objects) {
  struct Moved {
    fs::path object, aside;
    std::string sha256;
  };
  std::vector<Moved> moved;
  references.refresh();
  if (!references.unreadable().empty()) return 0;
  for (const auto& sha256 : objects) {
    if (references.names(sha256)) continue;
    Moved move{layout.object(sha256), layout.temporary_name(), sha256};
    pass("remove.before_rename", move.object, "move aside");
    if (::rename(move.object.c_str(), move.aside.c_str()) == 0)
      moved.push_back(std::move(move));
    else if (errno != ENOENT)
      fail(move.object, "move aside", errno);
    pass("remove.after_rename", layout.temporary(), "move aside");
  }
  // A publication that found the object before it moved has its record by now, or will find the
  // object gone when it looks after its record: in neither case a record stays without it.
  if (!moved.empty()) references.refresh();
  std::int64_t freed = 0;
  for (const auto& move : moved) {
    const auto status = look(move.aside);
    if (references.names(move.sha256) || !references.unreadable().empty())
      (void)::link(move.aside.c_str(), move.object.c_str());
    else
      freed += status && status->st_nlink == 1 ? status->st_size : 0;
    ::unlink(move.aside.c_str());
    pass("remove.after_unlink", move.object, "remove");
  }
  return freed;
}

}  // namespace xner::store
