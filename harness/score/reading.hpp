// How label columns are read as entities: the mode, and the label scheme that goes with it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/scheme.hpp"

namespace xner::score {

enum class Mode {
  kConlleval,  ///< conlleval.pl (2004-01-26); the harness's own
  kSeqeval,    ///< seqeval 1.2.2 without a mode: the same rules for B I E O, and S is known
  kStrict,     ///< seqeval 1.2.2, mode "strict": what the scheme does not allow is no entity
};

struct Reading {
  Mode mode = Mode::kConlleval;
  data::Scheme scheme = data::Scheme::kIob2;  ///< looked at by kStrict alone
};

/// "conlleval", "seqeval", "strict". @throws Error{kUsage} naming them.
[[nodiscard]] Mode mode_from_name(std::string_view name);
[[nodiscard]] std::string_view mode_name(Mode mode) noexcept;

/// "IOB1", "IOB2", "IOE1", "IOE2", "IOBES", "BILOU". @throws Error{kUsage} naming them.
[[nodiscard]] data::Scheme scheme_from_title(std::string_view title);
[[nodiscard]] std::string_view scheme_title(data::Scheme scheme) noexcept;

/// The letters that a scheme's labels begin with, "BIO" for IOB2.
[[nodiscard]] std::string_view scheme_prefixes(data::Scheme scheme) noexcept;

/// A label as prefix and type. Views of `label`, or of constants.
struct LabelParts {
  std::string_view prefix;
  std::string_view type;
};
/// kConlleval: "B-PER" split at the first hyphen; a label without hyphen is all prefix.
/// kSeqeval: the prefix is the first character; the type follows the first hyphen after it; without
/// one it is all the rest. kStrict: the type is all the rest, hyphens around it removed. In both an
/// empty type is "_".
[[nodiscard]] LabelParts split_label(std::string_view label, Mode mode = Mode::kConlleval) noexcept;

/// The scheme of gold labels, from the prefixes that occur: U or L make BILOU, S or both of B and E
/// make IOBES, B makes IOB2, E makes IOE2. IOB1 and IOE1 are never detected: their labels could be
/// those of IOB2 and IOE2. Where seqeval's auto_detect has an answer, it is this one.
/// @param prefixes every prefix in the gold column, kStrict's reading.
/// @throws Error{kData} naming the prefixes, if no scheme has them all or they do not tell.
[[nodiscard]] data::Scheme detect_scheme(std::span<const std::string_view> prefixes);

}  // namespace xner::score
