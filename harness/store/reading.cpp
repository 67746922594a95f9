// See reading.hpp.
#include "harness/store/reading.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/descriptor.hpp"
#include "harness/base/error.hpp"
#include "harness/base/limits.hpp"
#include "harness/store/action_record.hpp"
#include "harness/store/step.hpp"

namespace xner::store {
namespace fs = std::filesystem;
namespace {

/// At most one byte more than a record may have: enough to know that it is none.
std::string read_record_bytes(const Descriptor& handle, std::int64_t size, const fs::path& path) {
  std::string text(std::min(static_cast<std::size_t>(size), kMaxRecordBytes) + 1, '\0');
  std::size_t used = 0;
  while (used < text.size()) {
    const ssize_t got = ::read(handle.get(), text.data() + used, text.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "read", errno);
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  text.resize(used);
  return text;
}

}  // namespace

std::optional<Action> read_action(const Layout& layout, const std::string& key) {
  const fs::path path = layout.record(key);
  const Descriptor handle(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (handle.get() < 0 && errno == ENOENT) return {};
  if (handle.get() < 0) fail(path, "open", errno);
  Status status{};
  if (::fstat(handle.get(), &status) != 0) fail(path, "look at", errno);
  try {
    if (!S_ISREG(status.st_mode))
      throw Error(ErrorKind::kData, "action record: expected a plain file");
    const std::string text = read_record_bytes(handle, status.st_size, path);
    if (text.size() > kMaxRecordBytes)
      throw Error(ErrorKind::kData,
                  fmt::format("action record: expected at most {} bytes", kMaxRecordBytes));
    return read_record(text, key, path.string());
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kData) throw;
    put_in_quarantine(layout, path, status.st_ino, error.what());
    return {};
  }
}

std::vector<StoredFile> kept_files(const Action& action) {
  std::vector<StoredFile> kept;
  for (const auto& file : action.files)
    if (std::find(action.dropped.begin(), action.dropped.end(), file.path) == action.dropped.end())
      kept.push_back(file);
  return kept;
}

}  // namespace xner::store
