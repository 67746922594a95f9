// BertNormalizer and BertPreTokenizer in one pass: from raw text to normalised words.
#pragma once

#include <array>
#include <string_view>

#include "harness/text/code_point_table.hpp"

namespace xner::text {

/// One normalised word as UTF-8. Of a word of more than kMaxCharacters only the count is right.
class NormalizedWord {
 public:
  static constexpr std::size_t kMaxCharacters = 250;

  [[nodiscard]] std::string_view text() const noexcept { return {bytes_.data(), size_}; }
  [[nodiscard]] std::size_t characters() const noexcept { return characters_; }
  [[nodiscard]] bool empty() const noexcept { return characters_ == 0; }

  void clear() noexcept { size_ = characters_ = 0; }
  void append(char32_t c) noexcept;
  void append_ascii(char c) noexcept {
    if (characters_++ < kMaxCharacters) bytes_[size_++] = c;
  }
  /// Takes the last `characters` away, of which the first begins at byte `size`.
  void truncate(std::size_t size, std::size_t characters) noexcept {
    size_ = size;
    characters_ -= characters;
  }

 private:
  std::array<char, 4 * kMaxCharacters> bytes_;
  std::size_t size_ = 0;
  std::size_t characters_ = 0;
};

/// Order of the reference: clean, space out ideographs, strip accents, lower-case; split at white
/// space, isolate punctuation. Immutable; safe to use from several threads.
class WordSplitter {
 public:
  explicit WordSplitter(const NormalizerSettings& settings) : table_(settings) {}

  /// Puts the next word of `text` from byte `offset` into `word` and moves `offset` past it; false
  /// at the end.
  /// @pre valid UTF-8.
  [[nodiscard]] bool next(std::string_view text, std::size_t& offset, NormalizedWord& word) const;

 private:
  CodePointTable table_;
};

}  // namespace xner::text
