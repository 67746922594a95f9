// Characters and letter case, as far as translations need them: simple case mappings, from the
// tables of harness/text.
#pragma once

#include <string>
#include <string_view>

namespace mulda {

/// Valid UTF-8 as code points, and back.
[[nodiscard]] std::u32string code_points(std::string_view valid);
[[nodiscard]] std::string utf8(std::u32string_view code_points);

[[nodiscard]] char32_t lower_case(char32_t c) noexcept;
[[nodiscard]] char32_t upper_case(char32_t c) noexcept;
[[nodiscard]] std::string lower_case(std::string_view valid);

[[nodiscard]] bool is_punctuation(char32_t c) noexcept;
/// Of the scripts that are written without blanks: CJK ideographs, kana, Thai.
[[nodiscard]] bool is_unspaced(char32_t c) noexcept;
/// At least one character, and nothing but punctuation.
[[nodiscard]] bool is_punctuation_word(std::string_view valid);

/// How a word is written. kMixed is all else ("iPhone"), kNone has no letter with case.
enum class Casing { kNone, kLower, kCapital, kUpper, kMixed };
/// A single capital letter is kCapital.
[[nodiscard]] Casing casing_of(std::string_view valid);
/// The word in a casing: kLower, kCapital (first letter upper, the rest as it is) or kUpper; others
/// leave it as it is.
[[nodiscard]] std::string in_casing(std::string_view valid, Casing casing);

}  // namespace mulda
