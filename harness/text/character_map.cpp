// See character_map.hpp.
#include "harness/text/character_map.hpp"

#include <cstring>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"

namespace xner::text {
namespace {

constexpr std::size_t kShortCluster = 6;  // bytes; the reference takes shorter ones as a whole

bool is_ascii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80; }

// A unit of the double array holds the label of the edge that leads to it, how far (by xor) its
// children are, and whether a value is among them.
constexpr std::uint32_t offset_of(std::uint32_t unit) noexcept {
  return (unit >> 10) << ((unit & (1U << 9)) >> 6);
}
constexpr std::uint32_t label_of(std::uint32_t unit) noexcept { return unit & (1U << 31 | 0xFF); }
constexpr bool has_value(std::uint32_t unit) noexcept { return (unit >> 8 & 1) != 0; }
constexpr std::uint32_t value_of(std::uint32_t unit) noexcept { return unit & ~(1U << 31); }

}  // namespace

CharacterMap::CharacterMap(std::string_view bytes, const std::filesystem::path& file) {
  if (bytes.empty()) return;
  const auto fail = [&](std::string message) {
    throw Error(ErrorKind::kData, "character map: " + std::move(message), Place{file.string()},
                "copy the encoder again");
  };
  std::uint32_t size = 0;
  if (bytes.size() >= sizeof size) std::memcpy(&size, bytes.data(), sizeof size);
  bytes.remove_prefix(std::min(bytes.size(), sizeof size));
  if (size == 0 || size % sizeof(std::uint32_t) != 0 || size > bytes.size())
    fail(fmt::format("expected a trie of whole units in {} bytes, found {}", bytes.size(), size));
  units_.resize(size / sizeof(std::uint32_t));
  std::memcpy(units_.data(), bytes.data(), size);
  replacements_ = bytes.substr(size);
  if (find_invalid_utf8(replacements_)) fail("expected replacements in UTF-8");
  for (std::size_t c = 1; c < ascii_.size(); ++c) {
    const char letter = static_cast<char>(c);
    ascii_[c] = find({&letter, 1});
  }
}

std::optional<std::string_view> CharacterMap::find(std::string_view text) const {
  if (units_.empty()) return std::nullopt;
  std::size_t place = offset_of(units_[0]);
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    place ^= byte;
    if (byte == 0 || place >= units_.size() || label_of(units_[place]) != byte) break;
    const bool ends_key = has_value(units_[place]);
    place ^= offset_of(units_[place]);
    if (!ends_key) continue;
    if (place >= units_.size() || value_of(units_[place]) >= replacements_.size()) break;
    const char* const begin = replacements_.data() + value_of(units_[place]);
    return std::string_view(begin, std::strlen(begin));
  }
  return std::nullopt;
}

void CharacterMap::append_characters(std::string_view cluster, std::string& out) const {
  for (std::size_t at = 0; at < cluster.size();) {
    const std::size_t begin = at;
    static_cast<void>(next_code_point(cluster, at));
    const std::string_view character = cluster.substr(begin, at - begin);
    out += find(character).value_or(character);
  }
}

void CharacterMap::append(std::string_view text, std::string& out) const {
  for (std::size_t at = 0; at < text.size();) {
    const bool alone = at + 1 == text.size() || (is_ascii(text[at + 1]) && text[at + 1] != '\n');
    if (is_ascii(text[at]) && alone) {
      const auto& replacement = ascii_[static_cast<unsigned char>(text[at])];
      if (replacement)
        out += *replacement;
      else
        out += text[at];
      ++at;
      continue;
    }
    const std::size_t end = clusters_.end_of(text, at);
    const std::string_view cluster = text.substr(at, end - at);
    const auto whole = cluster.size() < kShortCluster ? find(cluster) : std::nullopt;
    if (whole)
      out += *whole;
    else
      append_characters(cluster, out);
    at = end;
  }
}

}  // namespace xner::text
