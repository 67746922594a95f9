// See pending_file.hpp.
#include "harness/store/pending_file.hpp"

#include <cerrno>
#include <cstdio>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/overlapped.hpp"
#include "harness/store/step.hpp"

namespace xner::store {
namespace fs = std::filesystem;

PendingFile::PendingFile(const Layout& layout) : name_(layout.temporary_name()) {
  pass("publish.before_open", name_, "create");
  descriptor_ = Descriptor(::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
  if (descriptor_.get() < 0) fail(name_, "create", errno);
  there_ = true;
}

PendingFile::~PendingFile() {
  if (there_) ::unlink(name_.c_str());
}

void PendingFile::write(std::string_view bytes) {
  hash_.add(bytes);
  size_ += static_cast<std::int64_t>(bytes.size());
  while (!bytes.empty()) {
    pass("publish.before_write", name_, "write");
    const ssize_t written = ::write(descriptor_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0 || static_cast<std::size_t>(written) > bytes.size())
      fail(name_, "write", written < 0 ? errno : EIO);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    pass("publish.after_write", name_, "write");
  }
}

Time PendingFile::modified() const {
  Status status{};
  if (::fstat(descriptor_.get(), &status) != 0) fail(name_, "look at", errno);
  return store::modified(status);
}

void PendingFile::seal() {
  pass("publish.before_fsync", name_, "sync");
  if (::fsync(descriptor_.get()) != 0) fail(name_, "sync", errno);
  pass("publish.after_fsync", name_, "sync");
  // A filesystem that loses bytes without saying so.
  Status status{};
  if (::fstat(descriptor_.get(), &status) != 0) fail(name_, "look at", errno);
  if (status.st_size != size_)
    throw Error(ErrorKind::kIo,
                fmt::format("expected {} bytes on the disk, found {}", size_, status.st_size),
                Place{name_.string()});
  if (descriptor_.close() != 0) fail(name_, "close", errno);
}

bool PendingFile::publish(const fs::path& path) {
  pass("publish.before_link", path, "link");
  int code = ::link(name_.c_str(), path.c_str()) == 0 ? 0 : errno;
  if (code == ENOENT) {
    // Somebody removed the shard.
    make_folders(path.parent_path());
    sync_folder(path.parent_path().parent_path());
    code = ::link(name_.c_str(), path.c_str()) == 0 ? 0 : errno;
  }
  pass("publish.after_link", path, "link");
  if (code != 0) {
    // NFS: the link was made, and the answer was lost.
    const auto status = look(name_);
    if (status && status->st_nlink == 2) code = 0;
  }
  if (code != 0 && code != EEXIST) fail(path, "link", code);
  remove();
  return code == 0;
}

void PendingFile::replace(const fs::path& path) {
  pass("replace.before_rename", path, "rename to");
  if (::rename(name_.c_str(), path.c_str()) != 0) fail(path, "rename to", errno);
  there_ = false;
  pass("replace.after_rename", path, "rename to");
}

void PendingFile::remove() {
  pass("publish.before_unlink", name_, "unlink");
  if (::unlink(name_.c_str()) != 0 && errno != ENOENT) fail(name_, "unlink", errno);
  there_ = false;
  pass("publish.after_unlink", name_, "unlink");
}

void sync_shards(const std::set<fs::path>& shards) {
  const std::vector<fs::path> list(shards.begin(), shards.end());
  overlapped(list.size(), [&](std::size_t i) {
    pass("publish.before_folder", list[i], "sync the folder");
    sync_folder(list[i]);
    pass("publish.after_folder", list[i], "sync the folder");
  });
}

}  // namespace xner::store
