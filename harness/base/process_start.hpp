// Starts a child program: pipes, environment, limits, fork and exec. Part of process.cpp.
#pragma once

#include <string>
#include <utility>

#include <sys/types.h>
#include <unistd.h>

#include "harness/base/process.hpp"

namespace xner {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  [[nodiscard]] int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

/// A running child and the parent's ends of its pipes, which do not block.
struct Child {
  pid_t pid = -1;
  Descriptor handle;  ///< pidfd; -1 where the kernel has none
  Descriptor output;  ///< standard output and error
  Descriptor result;
};

/// @param mark value of `kProcessMark` in the child's environment. @throws Error{kIo} if it cannot
/// be started.
[[nodiscard]] Child start_child(const ProcessCommand& command, const ProcessLimits& limits,
                                const std::string& mark);

}  // namespace xner
