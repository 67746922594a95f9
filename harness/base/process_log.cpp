// See process_log.hpp.
#include "harness/base/process_log.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/base/process.hpp"

namespace xner {
namespace {

void write_what_fits(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

ProcessLog::ProcessLog(const std::filesystem::path& file, std::uint64_t cap) : cap_(cap) {
  if (file.empty()) return;
  std::error_code made;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), made);
  fd_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd_ < 0)
    throw Error(ErrorKind::kIo, fmt::format("cannot make the log: {}", std::strerror(errno)),
                Place{file.string()});
}

ProcessLog::~ProcessLog() {
  if (fd_ >= 0) ::close(fd_);
}

void ProcessLog::append(std::string_view bytes) {
  seen_ += bytes.size();
  if (fd_ >= 0 && written_ < cap_) {
    const std::string_view head =
        bytes.substr(0, std::min<std::uint64_t>(bytes.size(), cap_ - written_));
    write_what_fits(fd_, head);
    written_ += head.size();
  }
  tail_ += bytes;
  if (tail_.size() > 2 * kLogTailBytes) tail_.erase(0, tail_.size() - kLogTailBytes);
}

void ProcessLog::finish() {
  if (fd_ < 0 || seen_ == written_) return;
  const std::string end = tail();
  const std::uint64_t shown = std::min<std::uint64_t>(end.size(), seen_ - written_);
  write_what_fits(
      fd_, fmt::format("\n[xner: {} bytes of log left out here]\n", seen_ - written_ - shown));
  write_what_fits(fd_, std::string_view(end).substr(end.size() - shown));
}

std::string ProcessLog::tail() const {
  return tail_.size() <= kLogTailBytes ? tail_ : tail_.substr(tail_.size() - kLogTailBytes);
}

}  // namespace xner
