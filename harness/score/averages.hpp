// Values of counts, and their averages over entity types.
#pragma once

#include <optional>

#include "harness/score/entity_f1.hpp"
#include "harness/score/semeval.hpp"

namespace xner::score {

/// What a value without a denominator becomes: 0 or 1, or none, so that it stays undefined.
using ZeroDivision = std::optional<double>;

/// Fractions, not rounded.
struct Values {
  std::optional<double> precision;
  std::optional<double> recall;
  std::optional<double> f1;
  friend bool operator==(const Values&, const Values&) = default;
};

/// With a zero division as seqeval: it is the F1 only if precision and recall are both undefined.
[[nodiscard]] Values values(const Counts& counts, ZeroDivision zero_division = std::nullopt);
[[nodiscard]] Values values(const SemevalCounts& counts, ZeroDivision zero_division = std::nullopt);

struct Averages {
  Values micro;        ///< of the summed counts: the headline
  Values macro_gold;   ///< mean over the types of the gold column
  Values macro_union;  ///< mean over the types of both columns: what seqeval calls macro
  Values weighted;     ///< mean weighted by gold support
};

/// A mean over no type is undefined, and so is one over an undefined value with a weight: a macro
/// precision where one type was never predicted. F1 of a type is always defined. With a zero
/// division, values are seqeval's, except that its macro average over no type is NaN and here none.
[[nodiscard]] Averages averages(const Score& score, ZeroDivision zero_division = std::nullopt);

}  // namespace xner::score
