// See unsynced_file.hpp.
#include "harness/base/unsynced_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/descriptor.hpp"
#include "harness/base/file_steps.hpp"
#include "harness/base/files.hpp"
#include "harness/base/overlapped.hpp"

namespace xner {
namespace fs = std::filesystem;
using file_steps::fail;
using file_steps::write_all;
namespace {

void sync_file(const fs::path& path) {
  const Descriptor handle(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (handle.get() < 0) fail(path, "open the file", errno);
  if (::fsync(handle.get()) != 0) fail(path, "sync", errno);
}

}  // namespace

void write_unsynced(const fs::path& path, std::string_view bytes) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  make_folders(folder);
  std::string name = (folder / (".tmp-" + path.filename().string() + "-XXXXXX")).string();
  Descriptor handle(::mkostemp(name.data(), O_CLOEXEC));
  if (handle.get() < 0) fail(path, "create", errno);
  try {
    write_all(handle.get(), bytes, path);
    if (::fchmod(handle.get(), 0644) != 0) fail(path, "set the mode of", errno);
    if (handle.close() != 0) fail(path, "close", errno);
    if (::rename(name.c_str(), path.c_str()) != 0) fail(path, "rename to", errno);
  } catch (...) {
    ::unlink(name.c_str());
    throw;
  }
}

void write_unseen(const fs::path& path, std::string_view bytes) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
  Descriptor handle(::open(path.c_str(), kFlags, 0644));
  if (handle.get() < 0 && errno == ENOENT) {
    make_folders(path.parent_path());
    handle = Descriptor(::open(path.c_str(), kFlags, 0644));
  }
  if (handle.get() < 0) fail(path, "create", errno);
  write_all(handle.get(), bytes, path);
  if (handle.close() != 0) fail(path, "close", errno);
}

void sync_trees(std::span<const fs::path> folders) try {
  std::vector<fs::path> files, all(folders.begin(), folders.end());
  for (const auto& folder : folders)
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const auto type = entry.symlink_status().type();
      if (type == fs::file_type::directory) all.push_back(entry.path());
      if (type == fs::file_type::regular) files.push_back(entry.path());
    }
  overlapped(files.size() + all.size(), [&](std::size_t i) {
    i < files.size() ? sync_file(files[i]) : sync_folder(all[i - files.size()]);
  });
} catch (const fs::filesystem_error& error) {
  fail(error.path1(), "list the folder", error.code().value());
}

}  // namespace xner
