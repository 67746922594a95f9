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

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/base/process_log.hpp"
#include "harness/base/process_orphans.hpp"
#include "harness/base/process_start.hpp"

namespace xner {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what, int code) {
  throw Error(ErrorKind::kIo, fmt::format("cannot {}: {}", what, std::strerror(code)));
}

/// What can be read now, at most 8 MiB: a writer that never pauses must not keep us from looking at
/// limits. False once the other end is closed.
template <class Take>
bool drain(int fd, Take take) {
  char buffer[65536];
  for (int reads = 0; reads < 128;) {
    const ssize_t got = ::read(fd, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got < 0 && errno == EAGAIN;
    take(std::string_view(buffer, static_cast<std::size_t>(got)));
    ++reads;
  }
  return true;
}

double seconds(const timeval& value) {
  return static_cast<double>(value.tv_sec) + 1e-6 * static_cast<double>(value.tv_usec);
}

/// Watches one child from start to end.
class Supervision {
 public:
  /// @param start before the child was begun: that costs time of its own.
  Supervision(Child child, Clock::time_point start, const ProcessLimits& limits, ProcessLog& log,
              const LineHandler& on_line, std::stop_token stop)
      : child_(std::move(child)),
        limits_(limits),
        log_(log),
        on_line_(on_line),
        stop_(std::move(stop)),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        start_(start),
        last_line_(start) {}

  ProcessOutcome run() {
    const std::stop_callback wake_up(stop_, [this] { ::eventfd_write(wake_.get(), 1); });
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
  Clock::time_point start_, last_line_, stop_time_{};
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
  const auto start = Clock::now();
  Child child = start_child(command, limits, mark);
  const pid_t group = child.pid;
  Supervision supervision(std::move(child), start, limits, log, on_line, std::move(stop));
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
