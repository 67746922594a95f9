// Unicode white space, as the reference (Rust's char::is_whitespace) has it.
#pragma once

#include <cstddef>
#include <string_view>

namespace xner::text {

[[nodiscard]] bool is_white_space(char32_t c) noexcept;

/// First byte at or after `begin` that is not in white space; text.size() if there is none.
/// @pre valid UTF-8.
[[nodiscard]] std::size_t begin_of_text(std::string_view text, std::size_t begin) noexcept;

/// Byte past the last character that is not white space; 0 if there is none. @pre valid UTF-8.
[[nodiscard]] std::size_t end_of_text(std::string_view text) noexcept;

}  // namespace xner::text
