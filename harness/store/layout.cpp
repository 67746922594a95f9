// See layout.hpp.
#include "harness/store/layout.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include "harness/base/descriptor.hpp"
#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/process_identity.hpp"
#include "harness/base/utf8.hpp"
#include "harness/store/step.hpp"

namespace xner::store {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kDigestDigits = 64;

std::string random_text() {
  std::uint64_t bits = 0;
  if (::getrandom(&bits, sizeof bits, 0) != sizeof bits)
    fail("getrandom", "draw a random name", errno);
  return fmt::format("{:016x}", bits);
}

fs::path sharded(const fs::path& folder, std::string_view digest, std::string_view suffix) {
  if (!is_digest(digest))
    throw Error(ErrorKind::kUsage,
                fmt::format("expected a key of {} hexadecimal digits, found '{}'", kDigestDigits,
                            shortened(std::string(digest), kDigestDigits)),
                Place{folder.string()});
  return folder / digest.substr(0, 2) / fmt::format("{}{}", digest, suffix);
}

}  // namespace

bool is_digest(std::string_view text) noexcept {
  return text.size() == kDigestDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

fs::path Layout::object(std::string_view sha256) const { return sharded(objects(), sha256, ""); }

fs::path Layout::record(std::string_view key) const { return sharded(actions(), key, ".json"); }

fs::path Layout::claim(std::string_view key) const {
  return claims() / sharded(claims(), key, "").filename();
}

fs::path Layout::attempt(std::string_view key) const {
  return attempts() / sharded(attempts(), key, "").filename();
}

fs::path Layout::temporary_name() const {
  return temporary() / fmt::format("{}-{}", process_tag(), random_text());
}

Time Layout::now() const {
  const fs::path probe = temporary_name();
  Descriptor handle(::open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
  if (handle.get() < 0) fail(probe, "create", errno);
  ::unlink(probe.c_str());
  Status status{};
  if (::fstat(handle.get(), &status) != 0) fail(probe, "look at", errno);
  return modified(status);
}

std::optional<Status> look(const fs::path& path) {
  Status status{};
  if (::lstat(path.c_str(), &status) == 0) return status;
  if (errno == ENOENT || errno == ENOTDIR) return {};
  fail(path, "look at", errno);
}

Time modified(const Status& status) noexcept {
  return Time(std::chrono::seconds(status.st_mtim.tv_sec) +
              std::chrono::nanoseconds(status.st_mtim.tv_nsec));
}

void touch(const fs::path& path) noexcept { ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0); }

void for_each_digest(const fs::path& folder, std::string_view suffix,
                     const std::function<void(const std::string&, const fs::path&)>& visit) {
  std::error_code gone;
  for (fs::directory_iterator shard(folder, gone), end; !gone && shard != end;
       shard.increment(gone))
    if (shard->path().filename().string().size() == 2)
      for_each_digest_in(shard->path(), suffix, visit);
  if (gone) fail(folder, "list", gone.value());
}

void for_each_digest_in(const fs::path& shard, std::string_view suffix,
                        const std::function<void(const std::string&, const fs::path&)>& visit) {
  std::error_code vanished;  // another process may be collecting
  for (fs::directory_iterator file(shard, vanished), end; !vanished && file != end;
       file.increment(vanished)) {
    std::string name = file->path().filename().string();
    if (!name.ends_with(suffix)) continue;
    name.resize(name.size() - suffix.size());
    if (is_digest(name)) visit(name, file->path());
  }
  if (vanished && vanished != std::errc::no_such_file_or_directory)
    fail(shard, "list", vanished.value());
}

fs::path quarantine_name(const Layout& layout, std::string_view name) {
  const fs::path folder = layout.quarantine() / name.substr(0, 2);
  make_folders(folder);
  return folder / fmt::format("{}.{}", name, random_text());
}

void put_in_quarantine(const Layout& layout, const fs::path& path, ino_t inode,
                       std::string_view reason) {
  const fs::path aside = quarantine_name(layout, path.filename().string());
  // The reason first: nothing lies in quarantine without one.
  const fs::path note = aside.string() + ".reason.txt";
  write_file(note, fmt::format("{}\n{}\n", path.string(), reason));
  const bool moved = ::rename(path.c_str(), aside.c_str()) == 0;
  const auto status = moved ? look(aside) : std::nullopt;
  if (moved && status && status->st_ino == inode) return;
  // Another process was first, and may have put a good one in its place: that one goes back.
  if (moved) ::link(aside.c_str(), path.c_str());
  ::unlink(aside.c_str());
  ::unlink(note.c_str());
}

}  // namespace xner::store
