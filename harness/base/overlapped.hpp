// Several waits at a time.
#pragma once

#include <cstddef>
#include <functional>

namespace xner {

/// Runs `step` for 0 .. number-1, 16 at a time, by threads: the waits of fsync overlap, and a
/// journal commits them together. @throws what the first failing step threw, after all have ended.
void overlapped(std::size_t number, const std::function<void(std::size_t)>& step);

}  // namespace xner
