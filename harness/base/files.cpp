// See files.hpp.
#include "harness/base/files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/descriptor.hpp"
#include "harness/base/error.hpp"
#include "harness/base/file_steps.hpp"

namespace xner {
namespace fs = std::filesystem;
using file_steps::fail;
using file_steps::write_all;

void make_folders(const fs::path& folder) {
  std::error_code made;
  fs::create_directories(folder, made);
  if (made) fail(folder, "make the folder", made.value());
}

void remove_tree(const fs::path& path) {
  std::error_code removed;
  fs::remove_all(path, removed);
  if (removed) fail(path, "remove", removed.value());
}

void sync_folder(const fs::path& folder) {
  Descriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle.get() < 0) fail(folder, "open the folder", errno);
  if (::fsync(handle.get()) != 0 && errno != EINVAL) fail(folder, "sync the folder", errno);
}

std::string read_file(const fs::path& path, std::size_t max_bytes) {
  Descriptor handle(path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (handle.get() < 0) fail(path, "open the file", errno);
  std::string bytes;
  std::size_t used = 0;
  while (true) {
    if (bytes.size() - used < 65536) bytes.resize(std::max<std::size_t>(2 * bytes.size(), 1 << 17));
    const ssize_t got = ::read(handle.get(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "read", errno);
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
    if (used > max_bytes)
      throw Error(ErrorKind::kData, fmt::format("expected at most {} bytes, found more", max_bytes),
                  Place{path.string()});
  }
  bytes.resize(used);
  return bytes;
}

FileWriter::FileWriter(const fs::path& path) : path_(path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  make_folders(folder);
  const std::string begin = std::string(kTemporaryPrefix) + path.filename().string();
  std::string name = (folder / (begin + "-XXXXXX")).string();
  descriptor_ = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (descriptor_.get() < 0) fail(path, "create", errno);
  temporary_ = name;
}

FileWriter::~FileWriter() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void FileWriter::write(std::string_view bytes) { write_all(descriptor_.get(), bytes, path_); }

void FileWriter::publish(const std::string& name) {
  if (!name.empty()) path_.replace_filename(name);
  if (::fchmod(descriptor_.get(), 0644) != 0) fail(path_, "set the mode of", errno);
  if (::fsync(descriptor_.get()) != 0) fail(path_, "sync", errno);
  if (descriptor_.close() != 0) fail(path_, "close", errno);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail(path_, "rename to", errno);
  const fs::path folder = temporary_.parent_path();
  temporary_.clear();
  sync_folder(folder);
}

void write_file(const fs::path& path, std::string_view bytes) {
  FileWriter file(path);
  file.write(bytes);
  file.publish();
}

void append_line(const fs::path& path, std::string_view line) {
  if (path.has_parent_path()) make_folders(path.parent_path());
  Descriptor handle(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (handle.get() < 0) fail(path, "open the file", errno);
  write_all(handle.get(), std::string(line) + "\n", path);
}

TemporaryFolder::TemporaryFolder(const fs::path& parent) {
  make_folders(parent);
  std::string name = (parent / "xner-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) fail(parent, "make a temporary folder in", errno);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace xner
