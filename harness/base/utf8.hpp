// UTF-8, strictly: overlong forms, surrogates and values above U+10FFFF are invalid.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xner {

/// Offset of the first byte that is not valid UTF-8, or nothing if all is valid.
[[nodiscard]] std::optional<std::size_t> find_invalid_utf8(std::string_view bytes) noexcept;

/// Decodes the code point at `offset` of valid UTF-8 and moves `offset` past it.
[[nodiscard]] char32_t next_code_point(std::string_view valid, std::size_t& offset) noexcept;

void append_utf8(std::string& out, char32_t code_point);

/// The text with control characters (C0 but tab, DEL, C1) replaced by U+FFFD: safe to print on a
/// terminal.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace xner
