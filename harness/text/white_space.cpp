// See white_space.hpp.
#include "harness/text/white_space.hpp"

#include "harness/base/utf8.hpp"
#include "harness/text/unicode_tables.hpp"

namespace xner::text {

bool is_white_space(char32_t c) noexcept {
  if (c < 0x80) return c == U' ' || (c >= U'\t' && c <= U'\r');
  for (const auto& [first, last] : unicode::whitespace())
    if (c <= last) return c >= first;
  return false;
}

std::size_t begin_of_text(std::string_view text, std::size_t begin) noexcept {
  for (std::size_t next = begin; begin < text.size(); begin = next)
    if (!is_white_space(next_code_point(text, next))) break;
  return begin;
}

std::size_t end_of_text(std::string_view text) noexcept {
  std::size_t end = text.size();
  while (end > 0) {
    std::size_t begin = end - 1;
    while ((static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
    std::size_t next = begin;
    if (!is_white_space(next_code_point(text, next))) break;
    end = begin;
  }
  return end;
}

}  // namespace xner::text
