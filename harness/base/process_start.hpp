// Starts a child program: pipes, environment, limits, exec. Part of process.cpp.
#pragma once

#include <string>

#include <sys/types.h>

#include "harness/base/descriptor.hpp"
#include "harness/base/process.hpp"

namespace xner {

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
