// Amounts as people read them: one way for all that xner prints.
#pragma once

#include <cstdint>
#include <string>

namespace xner {

/// "512 B", "4.90 KiB", "16.0 GiB", "700 MiB": three digits.
[[nodiscard]] std::string bytes_text(std::int64_t bytes);

/// "20 s", "3 min", "2 h 05 min", "3 d": what is left, and how old something is.
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace xner
