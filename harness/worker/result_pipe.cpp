// See result_pipe.hpp.
#include "harness/worker/result_pipe.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <variant>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/error.hpp"

namespace xner::worker {

ResultPipe::ResultPipe(int fd) : fd_(fd) {
  if (fd_ >= 0 && ::fcntl(fd_, F_SETFD, FD_CLOEXEC) != 0)
    throw Error(ErrorKind::kUsage, fmt::format("--result-fd: descriptor {} is not open", fd_));
}

void ResultPipe::send(const sdk::StageMessage& message) {
  if (fd_ >= 0) return write(fd_, sdk::frame(message));
  if (const auto* progress = std::get_if<sdk::Progress>(&message))
    return write(STDERR_FILENO, fmt::format("{} {}/{} {}\n", progress->phase, progress->done,
                                            progress->total, progress->note));
  const auto& result = std::get<sdk::StageResult>(message);
  if (result.ok) return write(STDOUT_FILENO, sdk::frame(message));
  write(STDERR_FILENO,
        fmt::format("xner-worker: {}: {}\n", result.error_kind, result.error_message));
}

void ResultPipe::send_line(std::string_view line) {
  write(fd_ >= 0 ? fd_ : STDOUT_FILENO, fmt::format("{}\n", line));
}

void ResultPipe::write(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0)
      throw Error(ErrorKind::kIo, fmt::format("cannot report to xner: {}",
                                              std::strerror(written < 0 ? errno : EIO)));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace xner::worker
