// UTF-8, strictly: overlong forms, surrogates and values above U+10FFFF are invalid.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/limits.hpp"

namespace xner {

/// Offset of the first byte that is not valid UTF-8, or nothing if all is valid.
[[nodiscard]] std::optional<std::size_t> find_invalid_utf8(std::string_view bytes) noexcept;

/// Decodes the code point at `offset` of valid UTF-8 and moves `offset` past it.
[[nodiscard]] char32_t next_code_point(std::string_view valid, std::size_t& offset) noexcept;

void append_utf8(std::string& out, char32_t code_point);

/// Offset of the first character of valid UTF-8 that no text has: C0 but the tab, DEL, C1, and the
/// line separators U+2028 and U+2029. What every reader of lines refuses; LF and CR are among them.
[[nodiscard]] std::optional<std::size_t> find_control(std::string_view valid) noexcept;

/// The text with control characters (as `find_control`), direction marks (U+061C, U+200E, U+200F,
/// U+202A to U+202E, U+2066 to U+2069: they reorder what a terminal shows) and invalid bytes
/// replaced by U+FFFD: safe to print.
[[nodiscard]] std::string printable(std::string_view text);

/// For quoting data in a message: `printable`, and after `most` bytes "..." for the rest.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most = kMaxQuotedBytes);

}  // namespace xner
