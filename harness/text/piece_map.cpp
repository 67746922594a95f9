// See piece_map.hpp.
#include "harness/text/piece_map.hpp"

#include <algorithm>
#include <bit>

namespace xner::text {
namespace {

constexpr auto kPowers = [] {
  std::array<std::uint64_t, PrefixHashes::kMaxBytes + 1> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * PieceHash::kBase;
  return powers;
}();

constexpr std::size_t kFilterBits = 8;  // at least, for each piece

}  // namespace

PrefixHashes::PrefixHashes(std::string_view word) noexcept {
  PieceHash hash;
  prefix_[0] = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    hash.add(word[i]);
    prefix_[i + 1] = hash.value();
  }
}

std::uint64_t PrefixHashes::part(std::size_t begin, std::size_t end) const noexcept {
  return prefix_[end] - prefix_[begin] * kPowers[end - begin];
}

PieceMap::PieceMap(std::size_t pieces)
    : slots_(std::bit_ceil(std::max<std::size_t>(16, 2 * pieces))),
      filter_(std::bit_ceil(std::max<std::size_t>(2, pieces * kFilterBits / 64))),
      shift_(64 - std::countr_zero(slots_.size())),
      filter_shift_(64 - std::countr_zero(filter_.size())) {}

const PieceMap::Slot& PieceMap::slot(std::uint64_t mix, std::string_view piece) const noexcept {
  const auto tag = static_cast<std::uint32_t>(mix);
  for (std::size_t i = mix >> shift_;; i = (i + 1) & (slots_.size() - 1)) {
    const Slot& slot = slots_[i];
    if (slot.id < 0) return slot;
    if (slot.tag == tag && slot.size == piece.size() &&
        piece == std::string_view(texts_.data() + slot.text, slot.size))
      return slot;
  }
}

std::optional<PieceId> PieceMap::insert(std::string_view piece, PieceId id) {
  const std::uint64_t mix = PieceHash::mixed(PrefixHashes(piece).part(0, piece.size()));
  auto& place = const_cast<Slot&>(slot(mix, piece));
  if (place.id >= 0) return place.id;
  place = {static_cast<std::uint32_t>(mix), id, static_cast<std::uint32_t>(texts_.size()),
           static_cast<std::uint32_t>(piece.size())};
  texts_ += piece;
  filter_[mix >> filter_shift_] |= std::uint64_t{1} << (mix & 63);
  longest_ = std::max(longest_, piece.size());
  return std::nullopt;
}

std::optional<PieceId> PieceMap::find(std::string_view piece) const noexcept {
  if (piece.size() > longest_) return std::nullopt;
  const Slot& found = slot(PieceHash::mixed(PrefixHashes(piece).part(0, piece.size())), piece);
  return found.id < 0 ? std::nullopt : std::optional(found.id);
}

std::optional<PieceId> PieceMap::longest(std::string_view word, const PrefixHashes& hashes,
                                         std::size_t begin, std::size_t& end) const noexcept {
  const auto inside_character = [&](std::size_t i) {
    return i < word.size() && (static_cast<unsigned char>(word[i]) & 0xC0) == 0x80;
  };
  for (std::size_t i = std::min(word.size(), begin + longest_); i > begin; --i) {
    if (inside_character(i)) continue;
    const std::uint64_t mix = PieceHash::mixed(hashes.part(begin, i));
    if (!may_have(mix)) continue;
    const Slot& found = slot(mix, word.substr(begin, i - begin));
    if (found.id < 0) continue;
    end = i;
    return found.id;
  }
  return std::nullopt;
}

}  // namespace xner::text
