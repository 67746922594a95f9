// See overlapped.hpp.
#include "harness/base/overlapped.hpp"

#include <algorithm>
#include <exception>
#include <thread>
#include <vector>

namespace xner {

void overlapped(std::size_t number, const std::function<void(std::size_t)>& step) {
  constexpr std::size_t kTogether = 16;
  for (std::size_t begin = 0; begin < number; begin += kTogether) {
    const std::size_t size = std::min(kTogether, number - begin);
    std::vector<std::exception_ptr> failures(size);
    const auto guarded = [&](std::size_t i) {
      try {
        step(begin + i);
      } catch (...) {
        failures[i] = std::current_exception();
      }
    };
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 1; i < size; ++i) threads.emplace_back(guarded, i);
      guarded(0);
    }
    for (const auto& failure : failures)
      if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace xner
