// What tensors on the CPU have in memory at once: an allocator that counts, in place of LibTorch's.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

#include <c10/core/CPUAllocator.h>

namespace xner::support {

/// Alive from the first call of `instance` until the program ends.
class CountingAllocator final : public c10::Allocator {
 public:
  static CountingAllocator& instance() {
    static CountingAllocator* const allocator = new CountingAllocator;
    return *allocator;
  }

  /// Forgets the peak so far.
  void restart() { peak_ = live_.load(); }
  /// Bytes above what was there at the last `restart`, at most; of one thread.
  [[nodiscard]] std::int64_t peak_since(std::int64_t live_before) const {
    return peak_ - live_before;
  }
  [[nodiscard]] std::int64_t live() const { return live_; }

  c10::DataPtr allocate(std::size_t size) override {
    auto* const block = static_cast<std::byte*>(std::aligned_alloc(kHeader, padded(size)));
    if (block == nullptr) throw std::bad_alloc();
    *reinterpret_cast<std::size_t*>(block) = size;
    live_ += static_cast<std::int64_t>(size);
    peak_ = std::max(peak_.load(), live_.load());
    void* const data = block + kHeader;
    return {data, data, &release, c10::Device(c10::kCPU)};
  }
  [[nodiscard]] c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* to, const void* from, std::size_t count) const override {
    default_copy_data(to, from, count);
  }

 private:
  /// The size, before the data; LibTorch wants what it releases to be what it reads.
  static constexpr std::size_t kHeader = 64;
  static std::size_t padded(std::size_t size) {
    return (size + 2 * kHeader - 1) / kHeader * kHeader;
  }
  CountingAllocator() { c10::SetCPUAllocator(this, 1); }
  static void release(void* data) {
    if (data == nullptr) return;
    auto* const block = static_cast<std::byte*>(data) - kHeader;
    instance().live_ -= static_cast<std::int64_t>(*reinterpret_cast<std::size_t*>(block));
    std::free(block);
  }

  std::atomic<std::int64_t> live_{0};
  std::atomic<std::int64_t> peak_{0};
};

}  // namespace xner::support
