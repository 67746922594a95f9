// The CPU kernel of dropout.hpp: compiled for several instruction sets, chosen when the program
// starts.
#include "harness/nn/dropout.hpp"

namespace xner::nn::detail {

// 32-bit multiplications of a whole vector need SSE4.1; the baseline of x86-64 has none.
[[gnu::target_clones("avx512f", "avx2", "default"), gnu::optimize("O3")]] void fill_multipliers(
    float* out, const std::int64_t* row_keys, std::int64_t rows, std::int64_t columns,
    std::uint32_t threshold, float scale) {
  constexpr std::uint32_t kGolden = 0x9e3779b9U;
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto key = static_cast<std::uint32_t>(row_keys[row]);
    float* const line = out + row * columns;
    for (std::int64_t column = 0; column < columns; ++column) {
      std::uint32_t x = key + static_cast<std::uint32_t>(column) * kGolden;
      x = (x ^ (x >> 16)) * 0x7feb352dU;
      x = (x ^ (x >> 15)) * 0x846ca68bU;
      x ^= x >> 16;
      line[column] = x < threshold ? 0.0F : scale;
    }
  }
}

}  // namespace xner::nn::detail
