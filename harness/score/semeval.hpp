// The four measures of SemEval-2013 task 9 (after MUC-5): what entities with wrong borders or
// types are worth.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/score/spans.hpp"

namespace xner::score {

/// One measure. Every gold entity is correct, incorrect, partial or missed; every predicted one
/// correct, incorrect, partial or spurious.
struct SemevalCounts {
  std::int64_t correct = 0;    ///< COR
  std::int64_t incorrect = 0;  ///< INC
  std::int64_t partial = 0;    ///< PAR, worth a half
  std::int64_t missed = 0;     ///< MIS
  std::int64_t spurious = 0;   ///< SPU

  friend bool operator==(const SemevalCounts&, const SemevalCounts&) = default;
  /// POS: gold entities. ACT: predicted entities.
  [[nodiscard]] std::int64_t possible() const noexcept;
  [[nodiscard]] std::int64_t actual() const noexcept;
  /// (COR + PAR / 2) / ACT, the same / POS, and their harmonic mean; undefined is no value.
  [[nodiscard]] std::optional<double> precision() const noexcept;
  [[nodiscard]] std::optional<double> recall() const noexcept;
  [[nodiscard]] std::optional<double> f1() const noexcept;
};

struct Semeval {
  SemevalCounts strict;   ///< correct: borders and type
  SemevalCounts exact;    ///< correct: borders
  SemevalCounts partial;  ///< correct: borders; partial: any overlap
  SemevalCounts type;     ///< correct: type, with any overlap
};

/// Pairs each entity with at most one of the other column that shares a word with it, one pairing
/// for all four measures: the one with the most pairs; among those the most equal borders, then the
/// most equal types. The counts follow from the two sets alone, whatever order they are looked at.
/// (nervaluate gives each prediction in turn the first gold entity that it overlaps: as many pairs,
/// but fewer of equal type.)
/// Pairs never cross, which matters only where one column's spans overlap each other.
[[nodiscard]] Semeval semeval(const ColumnSpans& gold, const ColumnSpans& predicted);

}  // namespace xner::score
