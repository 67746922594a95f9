// See process.hpp. The parent waits on the child's pidfd, its result pipe, its output pipe and the
// stop request at once.
#include "harness/base/process.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <exception>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/base/process_log.hpp"
#include "harness/base/process_orphans.hpp"

extern char** environ;  // NOLINT: POSIX

namespace xner {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what, int code) {
  throw Error(ErrorKind::kIo, fmt::format("cannot {}: {}", what, std::strerror(code)));
}

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

/// Null-terminated pointers into strings that live beside them: the child may not allocate between
/// fork and exec.
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

/// Runs in the child between fork and exec: async-signal-safe calls only. On failure writes errno
/// to the error pipe.
[[noreturn]] void become_child(const ChildSetup& setup) {
  const auto give_up = [&] {
    const int code = errno;
    [[maybe_unused]] const ssize_t written = ::write(setup.error, &code, sizeof(code));
    ::_exit(127);
  };
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != setup.parent) ::_exit(127);  // the parent died before prctl
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT}) ::signal(signal, SIG_DFL);
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
  ::execve(setup.arguments[0], setup.arguments, setup.environment);
  const int code = errno;
  [[maybe_unused]] const ssize_t written = ::write(error, &code, sizeof(code));
  ::_exit(127);
}

/// The child and the parent's ends of its pipes.
struct Child {
  pid_t pid = -1;
  Descriptor handle;  ///< pidfd
  Descriptor output;
  Descriptor result;
};

Child start(const ProcessCommand& command, const ProcessLimits& limits, const std::string& mark) {
  Descriptor input = make_input(command.input);
  Pipe output = make_pipe();
  Pipe result = make_pipe();
  Pipe error = make_pipe();
  StringArray arguments(command.arguments);
  StringArray environment(child_environment(command, mark));
  const ChildSetup setup{arguments.data(),   environment.data(), input.get(),
                         output.write.get(), result.write.get(), error.write.get(),
                         limits.data_bytes,  ::getpid()};
  const pid_t pid = ::fork();
  if (pid < 0) fail("start a process", errno);
  if (pid == 0) become_child(setup);

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

/// Everything that can be read now. False once the other end is closed.
template <class Take>
bool drain(int fd, Take take) {
  char buffer[65536];
  while (true) {
    const ssize_t got = ::read(fd, buffer, sizeof(buffer));
    if (got > 0) {
      take(std::string_view(buffer, static_cast<std::size_t>(got)));
      continue;
    }
    if (got < 0 && errno == EINTR) continue;
    return got < 0 && errno == EAGAIN;
  }
}

double seconds(const timeval& value) {
  return static_cast<double>(value.tv_sec) + 1e-6 * static_cast<double>(value.tv_usec);
}

/// Watches one child from start to end.
class Supervision {
 public:
  Supervision(Child child, const ProcessLimits& limits, ProcessLog& log, const LineHandler& on_line,
              std::stop_token stop)
      : child_(std::move(child)),
        limits_(limits),
        log_(log),
        on_line_(on_line),
        stop_(std::move(stop)),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

  ProcessOutcome run() {
    const std::stop_callback wake_up(stop_, [this] { ::eventfd_write(wake_.get(), 1); });
    last_line_ = start_ = Clock::now();
    while (!ended()) {
      check_limits();
      wait_for_news();
    }
    // A process that the child left behind may hold the pipes open: read what is there, do not wait
    // for their end.
    drain(child_.result.get(), [this](std::string_view bytes) { take_result(bytes); });
    drain(child_.output.get(), [this](std::string_view bytes) { log_.append(bytes); });
    outcome_.wall_seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    return outcome_;
  }

  /// What `on_line` threw, if it did; the child was ended for it.
  [[nodiscard]] std::exception_ptr callback_error() const { return callback_error_; }

 private:
  bool ended() {
    int status = 0;
    rusage usage{};
    const pid_t got = ::wait4(child_.pid, &status, WNOHANG, &usage);
    if (got == 0 || (got < 0 && errno == EINTR)) return false;
    if (got < 0) fail("wait for a process", errno);
    if (WIFSIGNALED(status)) outcome_.signal = WTERMSIG(status);
    if (WIFEXITED(status)) outcome_.exit_code = WEXITSTATUS(status);
    if (!stopping_)
      outcome_.end = WIFSIGNALED(status) ? ProcessEnd::kSignalled : ProcessEnd::kExited;
    outcome_.user_seconds = seconds(usage.ru_utime);
    outcome_.system_seconds = seconds(usage.ru_stime);
    outcome_.peak_memory = std::int64_t{usage.ru_maxrss} * 1024;
    return true;
  }

  void check_limits() {
    const auto now = Clock::now();
    const auto passed = [&](Clock::time_point since, double limit) {
      return limit > 0 && std::chrono::duration<double>(now - since).count() > limit;
    };
    if (stopping_) {
      if (!outcome_.killed && passed(stop_time_, std::max(limits_.grace_seconds, 1e-3))) {
        outcome_.killed = true;
        ::kill(-child_.pid, SIGKILL);
      }
    } else if (stop_.stop_requested() || callback_error_) {
      end_with(ProcessEnd::kCancelled);
    } else if (passed(start_, limits_.wall_seconds)) {
      end_with(ProcessEnd::kWallLimit);
    } else if (passed(last_line_, limits_.no_progress_seconds)) {
      end_with(ProcessEnd::kNoProgress);
    }
  }

  void end_with(ProcessEnd reason) {
    outcome_.end = reason;
    stopping_ = true;
    stop_time_ = Clock::now();
    ::kill(-child_.pid, SIGTERM);
  }

  void wait_for_news() {
    constexpr int kLongestWait = 100;  // ms: the limits are looked at this often
    pollfd news[] = {{child_.handle.get(), POLLIN, 0},
                     {child_.result.get(), POLLIN, 0},
                     {child_.output.get(), POLLIN, 0},
                     {stopping_ ? -1 : wake_.get(), POLLIN, 0}};
    if (::poll(news, 4, kLongestWait) <= 0) return;
    if (news[1].revents != 0 &&
        !drain(child_.result.get(), [this](std::string_view bytes) { take_result(bytes); }))
      child_.result.close();
    if (news[2].revents != 0 &&
        !drain(child_.output.get(), [this](std::string_view bytes) { log_.append(bytes); }))
      child_.output.close();
  }

  void take_result(std::string_view bytes) {
    constexpr std::size_t kLongestLine = std::size_t{64} << 20;
    if (line_.size() + bytes.size() > kLongestLine)
      line_.clear();  // its checksum will not fit: noticed by the reader
    line_ += bytes;
    std::size_t begin = 0;
    for (std::size_t end; (end = line_.find('\n', begin)) != std::string::npos; begin = end + 1) {
      last_line_ = Clock::now();
      deliver(std::string_view(line_).substr(begin, end - begin));
    }
    line_.erase(0, begin);
  }

  void deliver(std::string_view line) {
    if (!on_line_ || callback_error_) return;
    try {
      on_line_(line);
    } catch (...) {
      callback_error_ = std::current_exception();  // the child is ended and reaped first
    }
  }

  Child child_;
  const ProcessLimits& limits_;
  ProcessLog& log_;
  const LineHandler& on_line_;
  std::stop_token stop_;
  Descriptor wake_;
  std::string line_;
  Clock::time_point start_, last_line_, stop_time_;
  bool stopping_ = false;
  std::exception_ptr callback_error_;
  ProcessOutcome outcome_;
};

std::string new_mark() {
  static std::atomic<std::uint64_t> count{0};
  return fmt::format("{}-{}-{}", ::getpid(), Clock::now().time_since_epoch().count(), ++count);
}

}  // namespace

ProcessOutcome run_process(const ProcessCommand& command, const ProcessLimits& limits,
                           const LineHandler& on_line, std::stop_token stop) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  const std::string mark = new_mark();
  ProcessLog log(command.log_file, command.log_bytes);
  Child child = start(command, limits, mark);
  const pid_t group = child.pid;
  Supervision supervision(std::move(child), limits, log, on_line, std::move(stop));
  ProcessOutcome outcome = supervision.run();
  outcome.left_processes = kill_orphans(mark, group);
  log.finish();
  outcome.log_tail = log.tail();
  if (supervision.callback_error()) std::rethrow_exception(supervision.callback_error());
  return outcome;
}

fs::path program_folder() { return fs::read_symlink("/proc/self/exe").parent_path(); }

std::string signal_text(int signal) {
  const char* name = ::sigabbrev_np(signal);
  const char* text = ::sigdescr_np(signal);
  if (name == nullptr || text == nullptr) return fmt::format("signal {}", signal);
  return fmt::format("SIG{} ({})", name, text);
}

}  // namespace xner
