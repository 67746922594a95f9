// Extended grapheme clusters (Unicode Standard Annex 29), as Hugging Face's Precompiled normalizer
// sees them. The categories are derived from the reference itself (tools/make_grapheme_tables.py).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace xner::text {

enum class GraphemeCategory : std::uint8_t {
  kOther,
  kCr,
  kLf,
  kControl,
  kExtend,               ///< joins what is before it, transparent in conjuncts
  kExtendNotInConjunct,  ///< the same, but ends a conjunct
  kLinker,               ///< an Extend that joins two consonants
  kZwj,
  kSpacingMark,
  kPrepend,
  kPictograph,
  kConsonant,
  kL,  ///< Hangul jamo and syllables
  kV,
  kT,
  kLv,
  kLvt,
};

/// Code points first .. last, both included.
struct GraphemeRange {
  char32_t first, last;
  GraphemeCategory category;
};

/// All that are not kOther, in order; Hangul syllables (algorithmic) are left out.
[[nodiscard]] std::span<const GraphemeRange> grapheme_ranges() noexcept;

/// Immutable; safe to use from several threads.
class GraphemeClusters {
 public:
  GraphemeClusters();

  /// Byte past the cluster that begins at byte `begin`. Pairs of regional indicators are not
  /// joined: such clusters have 8 bytes or more, and the caller takes those apart anyway.
  /// @pre valid UTF-8, begin < text.size().
  [[nodiscard]] std::size_t end_of(std::string_view text, std::size_t begin) const;

 private:
  std::vector<GraphemeCategory> categories_;  // by code point
};

}  // namespace xner::text
