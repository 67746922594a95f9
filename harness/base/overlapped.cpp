// See overlapped.hpp.
#include "harness/base/overlapped.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace xner {

void overlapped(std::size_t number, const std::function<void(std::size_t)>& step) {
  constexpr std::size_t kTogether = 16;
  std::vector<std::exception_ptr> failures(number);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i; (i = next++) < number;) {
      try {
        step(i);
      } catch (...) {
        failures[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < std::min(kTogether, number); ++i) threads.emplace_back(work);
    work();
  }
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace xner
