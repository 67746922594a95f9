// The rules that conlleval.pl and seqeval's default mode share: an entity starts or ends between
// two words by their prefixes, or where the type changes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "harness/score/reading.hpp"

namespace xner::score {

/// What the rules tell apart in a prefix; every other prefix acts by its type alone.
enum Prefix : std::uint8_t { kB, kI, kE, kS, kO, kDot, kBracket, kOther, kPrefixes };

/// O and "." are outside of entities, whatever type follows them.
[[nodiscard]] constexpr bool is_inside(Prefix prefix) noexcept {
  return prefix != kO && prefix != kDot;
}

/// table[p][c]: there is a border between a word of prefix p and the next, of prefix c, whatever
/// their types. A change of type is one as well: a start if the second is inside, an end if the
/// first is.
using PrefixPairs = std::array<std::array<bool, kPrefixes>, kPrefixes>;

struct TransitionRules {
  PrefixPairs starts{};
  PrefixPairs ends{};
};

inline constexpr TransitionRules kConllevalRules = [] {
  TransitionRules rules;
  for (const Prefix p : {kB, kI, kO}) rules.starts[p][kB] = true;
  for (const Prefix p : {kO, kE}) rules.starts[p][kI] = rules.starts[p][kE] = true;
  for (auto& row : rules.starts) row[kBracket] = true;
  for (const Prefix p : {kB, kI}) rules.ends[p][kB] = rules.ends[p][kO] = true;
  for (const Prefix c : {kE, kI, kO}) rules.ends[kE][c] = true;
  rules.ends[kBracket].fill(true);
  return rules;
}();

inline constexpr TransitionRules kSeqevalRules = [] {
  TransitionRules rules;
  for (auto& row : rules.starts) row[kB] = row[kS] = true;
  for (const Prefix p : {kO, kE, kS}) rules.starts[p][kI] = rules.starts[p][kE] = true;
  for (const Prefix p : {kB, kI}) rules.ends[p][kB] = rules.ends[p][kS] = rules.ends[p][kO] = true;
  rules.ends[kE].fill(true);
  rules.ends[kS].fill(true);
  return rules;
}();

/// @param prefix as `split_label` gives it in this mode; not kStrict.
[[nodiscard]] constexpr Prefix read_prefix(std::string_view prefix, Mode mode) noexcept {
  if (prefix.size() != 1) return kOther;
  switch (prefix[0]) {
    case 'B':
      return kB;
    case 'I':
      return kI;
    case 'E':
      return kE;
    case 'S':
      return mode == Mode::kSeqeval ? kS : kOther;
    case 'O':
      return kO;
    case '.':
      return kDot;
    case '[':
    case ']':
      return mode == Mode::kConlleval ? kBracket : kOther;
    default:
      return kOther;
  }
}

}  // namespace xner::score
