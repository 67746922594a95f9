// The map of characters inside a SentencePiece model ("precompiled charsmap": nmt_nfkc and its
// relatives), applied as Hugging Face's Precompiled normalizer applies it. SentencePiece itself
// takes the longest key at each place; Hugging Face goes by grapheme clusters and takes the
// shortest key that begins a short one, for the whole of it. XLM-R's users have the latter.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/text/grapheme_clusters.hpp"

namespace xner::text {

/// Immutable; safe to use from several threads.
class CharacterMap {
 public:
  /// @param bytes size of the trie (uint32, little endian), the trie as a double array
  /// (darts-clone), the replacements, each ended by a zero byte; empty: nothing is replaced.
  /// @throws Error{kData} naming `file` for anything else.
  CharacterMap(std::string_view bytes, const std::filesystem::path& file);
  CharacterMap(const CharacterMap&) = delete;
  CharacterMap& operator=(const CharacterMap&) = delete;

  /// Appends the normalised text. @pre valid UTF-8.
  void append(std::string_view text, std::string& out) const;

 private:
  /// What the shortest key that begins `text` becomes.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view text) const;
  void append_characters(std::string_view cluster, std::string& out) const;

  std::vector<std::uint32_t> units_;
  std::string replacements_;
  std::array<std::optional<std::string_view>, 128> ascii_;  // views into replacements_
  GraphemeClusters clusters_;
};

}  // namespace xner::text
