// What a stretch of work took: by the clock, and in processor time of all threads.
#pragma once

#include <chrono>
#include <ctime>

namespace xner::nn {

class Stopwatch {
 public:
  /// Seconds since the start.
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_).count();
  }
  /// Processor seconds of this process since the start.
  [[nodiscard]] double cpu_seconds() const { return processor_time() - cpu_; }

 private:
  static double processor_time() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }

  std::chrono::steady_clock::time_point wall_ = std::chrono::steady_clock::now();
  double cpu_ = processor_time();
};

}  // namespace xner::nn
