// Where the worker's messages go: the descriptor that xner reads, or, by hand, the terminal.
#pragma once

#include <string_view>

#include "harness/sdk/stage_message.hpp"

namespace xner::worker {

class ResultPipe {
 public:
  /// @param fd as inherited; kept from children that a plugin may start. -1: progress to stderr,
  /// results to stdout.
  /// @throws Error{kUsage} if it is not an open descriptor.
  explicit ResultPipe(int fd);

  void send(const sdk::StageMessage& message);
  /// A line that is an answer of its own (a description, a plan).
  void send_line(std::string_view line);

 private:
  /// @throws Error{kIo}: nobody reads any more, or the write failed.
  void write(int fd, std::string_view bytes);

  int fd_;
};

}  // namespace xner::worker
