// Ctrl-C and SIGTERM as a stop token: the running stage is ended, finished runs are published, the
// exit code is 130.
#pragma once

#include <stop_token>
#include <thread>

namespace xner::cli {

inline constexpr int kInterruptedExit = 130;

/// One at a time in a process. A second Ctrl-C ends xner at once.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::jthread watcher_;
};

}  // namespace xner::cli
