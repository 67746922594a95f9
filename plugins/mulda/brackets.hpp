// An entity in the context of its sentence: marked by square brackets for a translator, and found
// again in what comes back (Liu et al. 2021, "MulDA").
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "plugins/mulda/tagged_words.hpp"

namespace mulda {

/// The sentence with the words of this one entity in brackets, at their own place: "the [Bank of
/// Japan] said". Other occurrences of the same text stay as they are, and brackets that the
/// sentence has itself become round ones, so that the only brackets are the entity's.
[[nodiscard]] std::string bracketed(std::span<const std::string> words, const Entity& entity);

/// "[Location] Rhine": what is translated where brackets did not survive. Types other than LOC,
/// PER, ORG and MISC stand for themselves.
[[nodiscard]] std::string named_by_type(std::string_view type, std::string_view surface);

enum class BracketStatus {
  kFound,
  kNone,      ///< no opening bracket
  kUnclosed,  ///< an opening bracket without a closing one: nothing is taken
  kEmpty      ///< nothing between them
};

struct Bracketed {
  BracketStatus status = BracketStatus::kNone;
  std::string text;  ///< the first bracketed stretch, trimmed; "" unless found
};

/// Square brackets, also full-width and lenticular ones (U+FF3B, U+3010), as translators into
/// Chinese write them; brackets inside brackets are dropped.
[[nodiscard]] Bracketed in_brackets(std::string_view text);

/// The text without its bracketed stretches: what is left of a translated "[Location] Rhine". An
/// unclosed bracket gives "".
[[nodiscard]] std::string outside_brackets(std::string_view text);

}  // namespace mulda
