// Two slow and simple entity scorers that the tests hold harness/score/entity_f1 against.
#pragma once

#include <string>
#include <vector>

#include "harness/score/entity_f1.hpp"

namespace xner::test {

using Column = std::vector<std::string>;

struct LabelledPair {
  Column gold;
  Column predicted;
};

/// Entities as sets of (type, first word, last word), equal ones being correct. Knows B, I, E, O
/// with a type only.
[[nodiscard]] score::Counts count_by_spans(const std::vector<LabelledPair>& sentences);

/// The rules of conlleval.pl word for word, on strings, over one column pair with boundaries as O.
/// Any label.
[[nodiscard]] score::Counts count_by_rules(const std::vector<LabelledPair>& sentences);

}  // namespace xner::test
