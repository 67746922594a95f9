// JSON text that somebody else may have written.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

namespace xner {

/// Parses text from another process or a file. What is not JSON, or nested more than
/// kMaxJsonNesting deep (copying and printing recurse), gives a discarded value: `is_discarded()`.
[[nodiscard]] nlohmann::json parse_json(std::string_view text);

/// A whole number that fits, or nothing: `get<std::int64_t>()` would cut off a fraction, and is
/// undefined for what is too large.
[[nodiscard]] std::optional<std::int64_t> whole_number(const nlohmann::json& value) noexcept;

}  // namespace xner
