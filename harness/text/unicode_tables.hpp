// What Hugging Face's BertNormalizer and BertPreTokenizer do to each code point, as compact tables.
// Derived from the reference itself (tools/make_unicode_tables.py), so that no difference of
// Unicode versions remains.
#pragma once

#include <span>

namespace xner::text::unicode {

/// Code points first .. last, both included.
struct Range {
  char32_t first, last;
};

/// Code points first, first + step, ..., last map to target, target + step, ...
struct Run {
  char32_t first, last, step, target;
};

/// Code points of a canonical combining class other than 0.
struct Mark {
  char32_t first, last;
  int combining_class;
};

/// One code point that becomes two or three; unused places are 0.
struct Expansion {
  char32_t from;
  char32_t to[3];
};

[[nodiscard]] std::span<const Range> dropped() noexcept;  ///< clean_text removes them
[[nodiscard]] std::span<const Range> spaces() noexcept;   ///< clean_text makes them U+0020
[[nodiscard]] std::span<const Range>
ideographs() noexcept;  ///< handle_chinese_chars sets spaces around them
[[nodiscard]] std::span<const Range> whitespace() noexcept;   ///< the pre-tokenizer splits at them
[[nodiscard]] std::span<const Range> punctuation() noexcept;  ///< the pre-tokenizer isolates them
[[nodiscard]] std::span<const Run>
lower_runs() noexcept;  ///< lowercase; only U+0130 becomes two code points

/// strip_accents: canonical decomposition, then marks (Mn) removed. Hangul syllables (algorithmic)
/// are left out.
[[nodiscard]] std::span<const Range> stripped() noexcept;  ///< nothing remains of them
[[nodiscard]] std::span<const Range>
barriers() noexcept;  ///< of those, the ones of combining class 0
[[nodiscard]] std::span<const Range> base_ranges() noexcept;  ///< one code point remains ...
[[nodiscard]] std::span<const char32_t>
base_targets() noexcept;  ///< ... this one, in the order of base_ranges
[[nodiscard]] std::span<const Expansion> base_expansions() noexcept;  ///< several remain
[[nodiscard]] std::span<const Mark>
reordered_marks() noexcept;  ///< not removed, and in canonical order

}  // namespace xner::text::unicode
