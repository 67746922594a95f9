// See objects.hpp.
#include "harness/store/objects.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/descriptor.hpp"
#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/overlapped.hpp"
#include "harness/base/sha256.hpp"
#include "harness/base/utf8.hpp"
#include "harness/store/pending_file.hpp"
#include "harness/store/step.hpp"

namespace xner::store {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr std::int64_t kSmall = std::int64_t{1} << 16;
/// How often a publication starts again because another process removed what it relies on.
constexpr int kTries = 8;

[[noreturn]] void refuse_output(const std::string& path, const char* what) {
  throw Error(ErrorKind::kPlugin,
              fmt::format("output '{}': expected a plain file, found {}", printable(path), what),
              {}, "a stage's outputs are files and folders, no links");
}

/// Hands the bytes of an open file to `take`, block by block. @returns how many there were.
template <typename Take>
std::int64_t read_blocks(int fd, std::int64_t size, const fs::path& path, const Take& take) {
  // One byte more than there should be: the end is then seen in the same call.
  const std::size_t block = std::clamp<std::size_t>(static_cast<std::size_t>(size) + 1, 1, kBlock);
  const auto buffer = std::make_unique_for_overwrite<char[]>(block);
  std::int64_t total = 0;
  while (true) {
    const ssize_t got = ::read(fd, buffer.get(), block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "read", errno);
    if (got == 0) return total;
    total += got;
    take(std::string_view(buffer.get(), static_cast<std::size_t>(got)));
  }
}

Status status_of(const Descriptor& handle, const fs::path& path) {
  Status status{};
  if (::fstat(handle.get(), &status) != 0) fail(path, "look at", errno);
  return status;
}

bool cannot_link(int code) {
  return code == EXDEV || code == EMLINK || code == EPERM || code == EACCES || code == ENOTSUP ||
         code == ENOSYS;
}

/// Scratch of the caller: nothing is synced, and a kill may leave a part.
void copy_plain(const Descriptor& from, std::int64_t size, const fs::path& target) {
  Descriptor to(::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
  if (to.get() < 0) fail(target, "create", errno);
  read_blocks(from.get(), size, target, [&](std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(to.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) fail(target, "write", written < 0 ? errno : EIO);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  });
  if (status_of(to, target).st_size != size) fail(target, "write all of", EIO);
  if (to.close() != 0) fail(target, "close", errno);
}

/// Not sealed yet. Nothing for a small file whose object is there: many logs and predictions are
/// the same as another's, and to create a file only to remove it costs more than to read one twice.
std::unique_ptr<PendingFile> copy_in(const Layout& layout, const fs::path& folder,
                                     const std::string& path, std::vector<StoredFile>& files) {
  const fs::path file = folder / path;
  const Descriptor from(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (from.get() < 0 && errno == ELOOP) refuse_output(path, "a link");
  if (from.get() < 0) fail(file, "open", errno);
  const Status status = status_of(from, file);
  if (!S_ISREG(status.st_mode)) refuse_output(path, "something else");
  if (status.st_size <= kSmall) {
    Sha256 hash;
    const auto size = read_blocks(from.get(), status.st_size, file,
                                  [&](std::string_view bytes) { hash.add(bytes); });
    StoredFile known{path, hash.hex(), size};
    if (has_object(layout, known)) {
      files.push_back(std::move(known));
      return nullptr;
    }
    if (::lseek(from.get(), 0, SEEK_SET) != 0) fail(file, "read again", errno);
  }
  auto pending = std::make_unique<PendingFile>(layout);
  read_blocks(from.get(), status.st_size, file,
              [&](std::string_view bytes) { pending->write(bytes); });
  files.push_back({path, pending->digest(), pending->size()});
  return pending;
}

void publish_object(const Layout& layout, const fs::path& folder, const StoredFile& file,
                    PendingFile* pending) {
  const fs::path object = layout.object(file.sha256);
  if (pending != nullptr && pending->publish(object)) return;
  for (int tries = 0; tries < kTries; ++tries) {
    touch(object);  // before it is looked at: from here on no collection takes it
    if (check_object(layout, file.sha256) == ObjectState::kGood) return;
    std::vector<StoredFile> again;
    const auto anew = copy_in(layout, folder, file.path, again);
    if (again.front() != file)
      throw Error(ErrorKind::kIo, "the file changed while it was published",
                  Place{(folder / file.path).string()});
    if (!anew) continue;  // there again
    anew->seal();
    if (anew->publish(object)) return;
  }
  throw Error(ErrorKind::kIo, fmt::format("cannot keep an object: bad or gone {} times", kTries),
              Place{object.string()}, "is the disk sound? `xner store probe` tries it");
}

}  // namespace

std::vector<StoredFile> put_objects(const Layout& layout, const fs::path& folder,
                                    const std::vector<std::string>& paths,
                                    const Companion& companion) {
  constexpr std::size_t kTogether = 64;  // open files
  std::vector<StoredFile> files;
  std::set<fs::path> shards;
  std::size_t begin = 0;
  do {
    std::vector<std::unique_ptr<PendingFile>> pending;
    for (std::size_t i = begin; i < std::min(begin + kTogether, paths.size()); ++i)
      pending.push_back(copy_in(layout, folder, paths[i], files));
    const bool last = files.size() == paths.size();
    std::vector<PendingFile*> unsealed;
    for (const auto& file : pending)
      if (file) unsealed.push_back(file.get());
    if (last && companion) unsealed.push_back(&companion(files));
    overlapped(unsealed.size(), [&](std::size_t i) { unsealed[i]->seal(); });
    for (std::size_t i = 0; i < pending.size(); ++i) {
      const auto& file = files[begin + i];
      publish_object(layout, folder, file, pending[i].get());
      shards.insert(layout.object(file.sha256).parent_path());
    }
    begin += pending.size();
  } while (begin < paths.size());
  sync_shards(shards);
  return files;
}

bool has_object(const Layout& layout, const StoredFile& file) {
  const auto status = look(layout.object(file.sha256));
  return status && S_ISREG(status->st_mode) && status->st_size == file.size;
}

ObjectState check_object(const Layout& layout, const std::string& sha256) {
  const fs::path path = layout.object(sha256);
  Descriptor handle(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (handle.get() < 0 && errno == ENOENT) return ObjectState::kMissing;
  if (handle.get() < 0 && errno == ELOOP) {
    const auto link = look(path);
    put_in_quarantine(layout, path, link ? link->st_ino : 0, "expected a plain file, found a link");
    return ObjectState::kBad;
  }
  if (handle.get() < 0) fail(path, "open", errno);
  const Status status = status_of(handle, path);
  Sha256 hash;
  if (S_ISREG(status.st_mode))
    read_blocks(handle.get(), status.st_size, path, [&](std::string_view b) { hash.add(b); });
  const std::string found = hash.hex();
  if (found == sha256) return ObjectState::kGood;
  put_in_quarantine(
      layout, path, status.st_ino,
      fmt::format("expected SHA-256 {}, found {} in {} bytes", sha256, found, status.st_size));
  return ObjectState::kBad;
}

bool copy_out(const Layout& layout, const StoredFile& file, const fs::path& target) {
  make_folders(target.parent_path());
  const fs::path object = layout.object(file.sha256);
  if (::unlink(target.c_str()) != 0 && errno != ENOENT) fail(target, "replace", errno);
  if (::link(object.c_str(), target.c_str()) == 0) return true;
  if (errno == ENOENT) return false;
  if (!cannot_link(errno)) fail(target, "link", errno);
  const Descriptor from(::open(object.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (from.get() < 0 && errno == ENOENT) return false;
  if (from.get() < 0) fail(object, "open", errno);
  copy_plain(from, file.size, target);
  return true;
}

std::vector<std::string> files_below(const fs::path& folder) try {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    std::string path = entry.path().lexically_relative(folder).generic_string();
    const auto type = entry.symlink_status().type();
    if (type == fs::file_type::directory) continue;
    if (type == fs::file_type::symlink) refuse_output(path, "a link");
    if (type != fs::file_type::regular) refuse_output(path, "something else");
    if (find_invalid_utf8(path)) refuse_output(path, "a name that is not UTF-8");
    files.push_back(std::move(path));
  }
  std::sort(files.begin(), files.end());
  return files;
} catch (const fs::filesystem_error& error) {
  fail(folder, "list", error.code().value());
}

}  // namespace xner::store
