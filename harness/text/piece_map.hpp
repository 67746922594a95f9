// From pieces to ids, made for greedy longest match: every prefix of a word is hashed once, and any
// part of the word is then looked up without touching its bytes again.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/text/tokenizer.hpp"

namespace xner::text {

/// The polynomial hash (mod 2^64) of the bytes added so far.
class PieceHash {
 public:
  static constexpr std::uint64_t kBase = 0x9e3779b97f4a7c15ULL;

  void add(char byte) noexcept { value_ = value_ * kBase + static_cast<unsigned char>(byte) + 1; }
  [[nodiscard]] std::uint64_t value() const noexcept { return value_; }
  /// The high bits of a product depend on all bits of the hash; those of the hash itself would do
  /// so too, but weakly.
  [[nodiscard]] static constexpr std::uint64_t mixed(std::uint64_t hash) noexcept {
    return (hash ^ hash >> 32) * 0xd6e8feb86659fd93ULL;
  }
  [[nodiscard]] std::uint64_t mixed() const noexcept { return mixed(value_); }

 private:
  std::uint64_t value_ = 0;
};

/// Polynomial hashes (mod 2^64) of all prefixes of one word, and so of all its parts.
class PrefixHashes {
 public:
  static constexpr std::size_t kMaxBytes = 1000;

  /// @pre word.size() <= kMaxBytes.
  explicit PrefixHashes(std::string_view word) noexcept;
  /// Hash of bytes begin .. end - 1; equal parts of any words have equal hashes.
  [[nodiscard]] std::uint64_t part(std::size_t begin, std::size_t end) const noexcept;

 private:
  std::array<std::uint64_t, kMaxBytes + 1> prefix_;
};

/// A hash table of distinct pieces (linear probing, at most half full) behind a filter of one bit a
/// hash: most lookups of a longest match fail, and the filter, unlike the table, stays in the
/// cache.
class PieceMap {
 public:
  explicit PieceMap(std::size_t pieces);

  /// The id that the piece already has, or nothing after inserting it. @pre piece.size() <=
  /// PrefixHashes::kMaxBytes.
  std::optional<PieceId> insert(std::string_view piece, PieceId id);
  [[nodiscard]] std::optional<PieceId> find(std::string_view piece) const noexcept;

  /// The longest piece that begins at byte `begin` of `word` and ends with a character; `end` is
  /// set past it.
  [[nodiscard]] std::optional<PieceId> longest(std::string_view word, const PrefixHashes& hashes,
                                               std::size_t begin, std::size_t& end) const noexcept;

  /// Calls `found(id, end)` for every piece that begins at byte `begin` of `word` and ends with a
  /// character, shortest first; `end` is the byte past it.
  template <typename Function>
  void for_each_prefix(std::string_view word, std::size_t begin, Function found) const {
    PieceHash hash;
    const std::size_t limit = std::min(word.size(), begin + longest_);
    for (std::size_t end = begin; end < limit;) {
      hash.add(word[end++]);
      if (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) continue;
      const std::uint64_t mix = hash.mixed();
      if (!may_have(mix)) continue;
      const Slot& place = slot(mix, word.substr(begin, end - begin));
      if (place.id >= 0) found(place.id, end);
    }
  }

 private:
  struct Slot {
    std::uint32_t tag = 0;  // of the hash
    PieceId id = -1;
    std::uint32_t text = 0;  // offset in texts_
    std::uint32_t size = 0;
  };
  [[nodiscard]] const Slot& slot(std::uint64_t mix, std::string_view piece) const noexcept;

  [[nodiscard]] bool may_have(std::uint64_t mix) const noexcept {
    return (filter_[mix >> filter_shift_] >> (mix & 63) & 1) != 0;
  }

  std::vector<Slot> slots_;
  std::vector<std::uint64_t> filter_;
  std::string texts_;
  int shift_, filter_shift_;
  std::size_t longest_ = 0;  // bytes of the longest piece
};

}  // namespace xner::text
