// Label schemes of corpus files, and the one way from each of them to IOB2.
// Decoding is conlleval's and seqeval's: every transition that a
// scheme does not have still yields an entity by that rule, and is reported, never hidden.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace xner::data {

/// Tjong Kim Sang and Veenstra 1999 (IOB1, IOB2, IOE1, IOE2); Ratinov and Roth 2009 (BILOU; IOBES
/// with S and E).
enum class Scheme { kIob1, kIob2, kIoe1, kIoe2, kIobes, kBilou };

/// "iob1", "iob2" (also "bio"), "ioe1", "ioe2", "iobes" (also "bioes"), "bilou".
[[nodiscard]] std::optional<Scheme> scheme_from_name(std::string_view name) noexcept;
[[nodiscard]] std::string_view scheme_name(Scheme scheme) noexcept;

/// A tag in two parts: 'O' without a type, or a prefix letter with one.
struct Tag {
  char prefix = 'O';
  std::string_view type;  ///< view into the tag that was parsed
};

/// Splits at the first hyphen; nothing if the tag is not "O" or "<prefix of the scheme>-<type>".
[[nodiscard]] std::optional<Tag> parse_tag(std::string_view tag, Scheme scheme) noexcept;

/// A tag with its type as a number (equal types, equal numbers); `type` is ignored where the prefix
/// is 'O'.
struct NumberedTag {
  char prefix = 'O';
  std::int32_t type = 0;
};

struct Iob2Tags {
  std::vector<NumberedTag> tags;  ///< prefixes 'O', 'B', 'I' only, well-formed
  std::vector<std::size_t>
      malformed;  ///< words whose tag the scheme does not allow at their place, ascending
};

/// One sentence from a scheme to IOB2. An entity begins at B, S, U, or at any tag that does not
/// continue one of its type.
[[nodiscard]] Iob2Tags to_iob2(const std::vector<NumberedTag>& tags, Scheme scheme);

}  // namespace xner::data
