// JSON text that somebody else may have written.
#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

namespace xner {

/// Parses text from another process or a file. What is not JSON, or nested more than
/// kMaxJsonNesting deep (copying and printing recurse), gives a discarded value: `is_discarded()`.
[[nodiscard]] nlohmann::json parse_json(std::string_view text);

}  // namespace xner
