// Where things lie in a store, and what is asked of its folders. Part of store.cpp and its kin.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <sys/stat.h>

namespace xner::store {

using Status = struct stat;
/// Times are the filesystem's own: never compared with the local clock.
using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

/// The paths of a store; knows nothing of what is in the files.
class Layout {
 public:
  explicit Layout(std::filesystem::path root) : root_(std::move(root)) {}

  [[nodiscard]] const std::filesystem::path& root() const noexcept { return root_; }
  [[nodiscard]] std::filesystem::path format() const { return root_ / "FORMAT"; }
  [[nodiscard]] std::filesystem::path temporary() const { return root_ / "tmp"; }
  [[nodiscard]] std::filesystem::path objects() const { return root_ / "objects"; }
  [[nodiscard]] std::filesystem::path actions() const { return root_ / "actions"; }
  [[nodiscard]] std::filesystem::path claims() const { return root_ / "claims"; }
  [[nodiscard]] std::filesystem::path attempts() const { return root_ / "attempts"; }
  [[nodiscard]] std::filesystem::path quarantine() const { return root_ / "quarantine"; }
  [[nodiscard]] std::filesystem::path pins() const { return root_ / "pins"; }

  /// @throws Error{kUsage} if `sha256` or `key` is not 64 lower-case hexadecimal digits.
  [[nodiscard]] std::filesystem::path object(std::string_view sha256) const;
  [[nodiscard]] std::filesystem::path record(std::string_view key) const;
  [[nodiscard]] std::filesystem::path claim(std::string_view key) const;
  [[nodiscard]] std::filesystem::path attempt(std::string_view key) const;

  /// A name in tmp/ that nobody has: <host>-<bootid8>-<pid>-<random>. Finished files begin there,
  /// and what is removed ends there.
  [[nodiscard]] std::filesystem::path temporary_name() const;

  /// What the filesystem takes for now: a file is made, looked at, and removed. @throws Error{kIo}.
  [[nodiscard]] Time now() const;

 private:
  std::filesystem::path root_;
};

[[nodiscard]] bool is_digest(std::string_view text) noexcept;

/// lstat(2); nothing if there is no such name. @throws Error{kIo}.
[[nodiscard]] std::optional<Status> look(const std::filesystem::path& path);
[[nodiscard]] Time modified(const Status& status) noexcept;

/// Sets the time of last use to now, so that no collection takes the file. A file that is gone or
/// another user's is left alone.
void touch(const std::filesystem::path& path) noexcept;

/// Every plain file of a folder of shards (`objects`, `actions`) whose name, without `suffix`, is a
/// digest; other names (.nfs*, an editor's) are passed over.
void for_each_digest(
    const std::filesystem::path& folder, std::string_view suffix,
    const std::function<void(const std::string& digest, const std::filesystem::path&)>& visit);

/// Puts a bad file aside, with the reason beside it, if it still is the one that was found bad.
/// @param inode of the file that was read.
void put_in_quarantine(const Layout& layout, const std::filesystem::path& path, ino_t inode,
                       std::string_view reason);

/// The same for one shard; nothing for one that is not there.
void for_each_digest_in(
    const std::filesystem::path& shard, std::string_view suffix,
    const std::function<void(const std::string& digest, const std::filesystem::path&)>& visit);

/// Where a digest's files in quarantine/ go: a fresh name.
[[nodiscard]] std::filesystem::path quarantine_name(const Layout& layout, std::string_view name);

}  // namespace xner::store
