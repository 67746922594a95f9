// Which action records name which objects: what decides whether an object may go.
#pragma once

#include <ctime>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/store/layout.hpp"

namespace xner::store {

/// All records of a store, kept in memory between looks: a shard is listed again only if it
/// changed, a record read again only if it is another file than before. Not for several threads.
class References {
 public:
  explicit References(const Layout& layout) : layout_(layout) {}

  /// Reads what is new. A damaged record goes to quarantine/ and names nothing; what one of a newer
  /// schema names is unknown. @throws Error{kIo}.
  void refresh();

  /// A record that this version cannot read, and what to do: as long as there is one, it may name
  /// any object. "": there is none.
  [[nodiscard]] std::string unreadable() const;

  /// Whether a record names the object as an output that it has not dropped.
  [[nodiscard]] bool names(const std::string& sha256) const;

 private:
  using Stamp = std::pair<ino_t, std::pair<std::int64_t, std::int64_t>>;
  struct Entry {
    Stamp stamp{};
    std::vector<std::string> objects;
    bool seen = false;
  };
  void count(const Entry& entry, int by);
  void refresh_shard(const std::string& name);

  const Layout& layout_;
  std::map<std::string, Time> settled_;  // shard -> last change, long enough before it was listed
  std::map<std::string, Entry> records_;
  std::map<std::string, std::string> unreadable_;  // by key: why
  std::map<std::string, int> uses_;
};

/// Takes objects that no record names out of the store: moved to tmp/, records looked at again,
/// then removed or, if a record names it by now, put back. None goes while a record is unreadable.
/// @returns bytes freed. @throws Error{kIo}.
std::int64_t remove_unnamed(const Layout& layout, References& references,
                            const std::vector<std::string>& objects);

}  // namespace xner::store
