// See amounts.hpp.
#include "harness/base/amounts.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xner {

std::string bytes_text(std::int64_t bytes) {
  constexpr std::array<const char*, 5> kUnits{"KiB", "MiB", "GiB", "TiB", "PiB"};
  constexpr double kStep = 1024;
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes) / kStep;
  std::size_t unit = 0;
  // From what would be rounded to 1024.
  for (; value >= kStep - 0.5 && unit + 1 < kUnits.size(); ++unit) value /= kStep;
  const int digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", value, digits, kUnits[unit]);
}

std::string duration_text(double seconds) {
  constexpr std::int64_t kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;
  const auto whole = static_cast<std::int64_t>(std::max(seconds, 0.0) + 0.5);
  if (whole >= 2 * kDay) return fmt::format("{} d", whole / kDay);
  if (whole >= kHour) return fmt::format("{} h {:02} min", whole / kHour, whole % kHour / kMinute);
  if (whole >= kMinute) return fmt::format("{} min", (whole + kMinute / 2) / kMinute);
  return fmt::format("{} s", whole);
}

}  // namespace xner
