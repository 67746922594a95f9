// Placeholders: each entity of a sentence as one token that a translator should leave alone, and
// the tolerant search for them in what it made of the sentence (Liu et al. 2021, "MulDA").
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/mulda/tagged_words.hpp"

namespace mulda {

/// How a placeholder is written.
enum class PlaceholderForm {
  kTypeIndex,  ///< "{TYPE}{i}": PER0 ... LOC9, then ORGt10: no index begins another
  kSlot,       ///< "__SLOT{i}__"
  kBrackets,   ///< "[{i}]"
  kElement,    ///< "<e{i}>"
};

/// The names above. @returns nothing for another.
[[nodiscard]] std::optional<PlaceholderForm> placeholder_form_from_name(std::string_view name);
/// The four names, the default first.
[[nodiscard]] const std::vector<std::string>& placeholder_form_names();

[[nodiscard]] std::string placeholder(PlaceholderForm form, std::string_view type,
                                      std::size_t index);

/// Words joined by blanks, with the i-th entity as the i-th placeholder.
[[nodiscard]] std::string make_template(PlaceholderForm form, const TaggedWords& sentence);

/// One placeholder in a text.
struct PlaceholderHit {
  std::size_t begin = 0;  ///< bytes [begin, end) of the text
  std::size_t end = 0;
  std::size_t index = 0;  ///< which entity
  bool exact = true;      ///< written as it was given; else repaired

  friend bool operator==(const PlaceholderHit&, const PlaceholderHit&) = default;
};

struct PlaceholderSearch {
  std::vector<PlaceholderHit> hits;     ///< in the order of the text, each index at most once
  std::vector<std::size_t> lost;        ///< indices that are nowhere
  std::vector<std::size_t> duplicated;  ///< indices that stand there more than once
  std::vector<std::string> unknown;     ///< literal text of placeholders of no entity
};

/// Finds the placeholders of entities with these types (by index). What is written as it was given
/// is taken first; for an index that is then missing, one damaged form: another letter case, a
/// blank or punctuation before the number or at the delimiters, O for 0 and l or I for 1, one
/// letter of the name changed, added, left out, or swapped with its neighbour. Damage that would
/// also fit an ordinary word ("per 1", "pero") is no placeholder.
/// @pre valid UTF-8.
[[nodiscard]] PlaceholderSearch find_placeholders(PlaceholderForm form, std::string_view text,
                                                  std::span<const std::string> types);

/// Optimal string alignment distance: changed, added, missing characters, and swapped neighbours.
[[nodiscard]] std::size_t edit_distance(std::u32string_view a, std::u32string_view b);

}  // namespace mulda
