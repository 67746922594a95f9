// See process_start.hpp.
#include "harness/base/process_start.hpp"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <map>
#include <memory>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "harness/base/error.hpp"
#include "harness/base/process_orphans.hpp"

extern char** environ;  // NOLINT: POSIX

namespace xner {
namespace {

[[noreturn]] void fail(const std::string& what, int code) {
  throw Error(ErrorKind::kIo, fmt::format("cannot {}: {}", what, std::strerror(code)));
}

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("make a pipe", errno);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

Descriptor make_input(const std::string& text) {
  Descriptor file(::memfd_create("xner-input", MFD_CLOEXEC));
  if (file.get() < 0) fail("make the child's input", errno);
  if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    fail("write the child's input", errno);
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

/// Null-terminated pointers into strings that live beside them: the child may not allocate before
/// exec.
class StringArray {
 public:
  explicit StringArray(std::vector<std::string> strings) : strings_(std::move(strings)) {
    for (std::string& text : strings_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  StringArray(const StringArray&) = delete;
  StringArray& operator=(const StringArray&) = delete;
  [[nodiscard]] char** data() { return pointers_.data(); }

 private:
  std::vector<std::string> strings_;
  std::vector<char*> pointers_;
};

std::vector<std::string> child_environment(const ProcessCommand& command, const std::string& mark) {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::size_t sign = text.find('=');
    if (sign != std::string::npos) variables[text.substr(0, sign)] = text.substr(sign + 1);
  }
  for (const auto& [name, value] : command.environment) variables[name] = value;
  variables[kProcessMark] = mark;
  std::vector<std::string> entries;
  for (const auto& [name, value] : variables) entries.push_back(name + "=" + value);
  return entries;
}

struct ChildSetup {
  char** arguments;
  char** environment;
  int input, output, result, error;
  rlim_t data_bytes;
  pid_t parent;
};

/// Runs in the child until exec, on a stack of its own and in this process's memory:
/// async-signal-safe calls only. On failure writes errno to the error pipe.
int become_child(void* argument) {
  const ChildSetup& setup = *static_cast<const ChildSetup*>(argument);
  const auto give_up = [&] {
    const int code = errno;
    [[maybe_unused]] const ssize_t written = ::write(setup.error, &code, sizeof(code));
    ::_exit(127);
  };
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != setup.parent) ::_exit(127);  // the parent died before prctl
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT}) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  if (setup.data_bytes > 0) {
    const rlimit data{setup.data_bytes, setup.data_bytes};
    if (::setrlimit(RLIMIT_DATA, &data) != 0) give_up();
  }
  // First out of the way of descriptors 0 to 3, then into place, which also clears close-on-exec.
  const int result = ::fcntl(setup.result, F_DUPFD_CLOEXEC, 10);
  const int output = ::fcntl(setup.output, F_DUPFD_CLOEXEC, 10);
  const int input = ::fcntl(setup.input, F_DUPFD_CLOEXEC, 10);
  const int error = ::fcntl(setup.error, F_DUPFD_CLOEXEC, 10);
  if (result < 0 || output < 0 || input < 0 || error < 0) give_up();
  if (::dup2(input, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(output, 2) < 0 ||
      ::dup2(result, kResultDescriptor) < 0)
    give_up();
  // Whatever else this process has open, by its caller's shell or a library, is not the child's
  // business.
  ::close_range(kResultDescriptor + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  ::execve(setup.arguments[0], setup.arguments, setup.environment);
  const int code = errno;
  [[maybe_unused]] const ssize_t written = ::write(error, &code, sizeof(code));
  ::_exit(127);
}

/// As posix_spawn does: without a copy of this process's page tables, while the calling thread
/// waits for exec; all signals are blocked meanwhile, since a handler would run in shared memory.
/// @returns the child, or -1 with errno.
pid_t start_in_shared_memory(ChildSetup& setup) {
  constexpr std::size_t kStack = std::size_t{64} << 10;
  const auto stack =
      std::make_unique_for_overwrite<std::max_align_t[]>(kStack / sizeof(std::max_align_t));
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::clone(become_child, stack.get() + kStack / sizeof(std::max_align_t),
                            CLONE_VM | CLONE_VFORK | SIGCHLD, &setup);
  const int code = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = code;
  return pid;
}

}  // namespace

Child start_child(const ProcessCommand& command, const ProcessLimits& limits,
                  const std::string& mark) {
  Descriptor input = make_input(command.input);
  Pipe output = make_pipe();
  Pipe result = make_pipe();
  Pipe error = make_pipe();
  StringArray arguments(command.arguments);
  StringArray environment(child_environment(command, mark));
  ChildSetup setup{arguments.data(),   environment.data(), input.get(),       output.write.get(),
                   result.write.get(), error.write.get(),  limits.data_bytes, ::getpid()};
  const pid_t pid = start_in_shared_memory(setup);
  if (pid < 0) fail("start a process", errno);

  error.write.close();
  int code = 0;
  ssize_t got = 0;
  do got = ::read(error.read.get(), &code, sizeof(code));
  while (got < 0 && errno == EINTR);
  if (got != 0) {
    ::waitpid(pid, nullptr, 0);
    fail("start " + command.arguments.at(0), got == sizeof(code) ? code : EIO);
  }
  Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  for (const int fd : {output.read.get(), result.read.get()}) ::fcntl(fd, F_SETFL, O_NONBLOCK);
  return {pid, std::move(handle), std::move(output.read), std::move(result.read)};
}

}  // namespace xner
