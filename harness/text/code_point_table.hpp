// What normalisation and pre-tokenisation do to each code point under one encoder's settings: one
// load a character.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace xner::text {

/// The settings of Hugging Face's BertNormalizer.
struct NormalizerSettings {
  bool clean_text = true;            ///< drop control characters, make white space U+0020
  bool handle_chinese_chars = true;  ///< every CJK ideograph is a word
  bool lowercase = true;
  bool strip_accents =
      true;  ///< decompose, drop marks; follows `lowercase` where a file leaves it open

  friend bool operator==(const NormalizerSettings&, const NormalizerSettings&) = default;
};

enum class CodePointAction : std::uint8_t {
  kKeep,
  kDrop,     ///< vanishes, without splitting the word
  kBarrier,  ///< vanishes, and marks after it are not reordered with marks before it
  kSpace,    ///< ends the word
  kIsolate,  ///< a word by itself: punctuation, ideographs
  kMark,     ///< kept, in canonical order among its neighbours of this action
  kExpand,   ///< becomes several
  kHangul,   ///< a syllable that becomes its two or three jamo
};

class CodePointTable {
 public:
  struct Entry {
    CodePointAction action;
    std::uint8_t combining_class;  ///< of a kMark
    char32_t code_point;           ///< what to write
  };

  explicit CodePointTable(const NormalizerSettings& settings);

  /// @pre c <= U+10FFFF.
  [[nodiscard]] Entry operator[](char32_t c) const noexcept {
    const std::uint32_t packed = packed_[c];
    const char32_t target = packed >> 11;
    return {static_cast<CodePointAction>(packed & 7), static_cast<std::uint8_t>(packed >> 3),
            target == 0 ? c : target};
  }
  /// What a kExpand becomes: kept code points and marks only.
  [[nodiscard]] std::span<const char32_t> expansion(char32_t c) const noexcept;

 private:
  void set(char32_t c, CodePointAction action, char32_t target = 0, int combining_class = 0);
  void set_identities(bool decomposed);
  void set_lower_case(bool with_marks);
  void set_bases();

  std::vector<std::uint32_t> packed_;  // action: 3 bits, combining class: 8, target: 21 (0: itself)
};

}  // namespace xner::text
