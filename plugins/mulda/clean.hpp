// What a translator writes, made plain text again, as Liu et al. 2021 ("MulDA") do.
#pragma once

#include <string>
#include <string_view>

namespace mulda {

/// HTML entities undone (decimal, hexadecimal, and the named ones that translators write), the
/// zero-width space, the byte order mark, the word joiner, direction marks and control characters
/// removed, normalisation form C, white space as single blanks, none at the ends. Zero-width joiner
/// and non-joiner stay: Persian and Hindi spell with them. Invalid UTF-8 becomes U+FFFD.
/// @param split_hyphens hyphens (U+002D, U+2010, U+2011) between two other characters of a word
/// become blanks, as MulDA has it.
[[nodiscard]] std::string clean(std::string_view text, bool split_hyphens);

}  // namespace mulda
