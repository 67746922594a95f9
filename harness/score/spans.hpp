// The entities of a label column as spans, in each mode.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/score/entity_f1.hpp"
#include "harness/score/reading.hpp"

namespace xner::score {

/// One entity. Words are counted through all sentences, and every sentence's end counts as one
/// more, so that spans of different sentences never touch.
struct Span {
  std::size_t first = 0;
  std::size_t last = 0;      ///< inclusive
  std::size_t sentence = 0;  ///< the one that `last` is in
  std::string_view type;     ///< view into the labels, or of a constant
};

struct ColumnSpans {
  std::vector<Span> spans;  ///< by `last`, ascending; no two end at the same word
  /// kStrict: words with a label other than O that are in no entity. Else: I labels that open one.
  std::int64_t malformed = 0;
};

/// Which column of a sentence.
using ColumnOf = std::span<const std::string> SentenceLabels::*;

/// The entities of one column, `&SentenceLabels::gold` or `&SentenceLabels::predicted`.
/// The spans of one column do not overlap, except in kSeqeval after labels with an unknown prefix
/// and no type, whose entities seqeval lets begin where the last one began. In kConlleval a chunk
/// that nothing ends is a span up to the next one, or to the last word.
/// @throws Error{kData} naming sentence and label: an empty label, or in kStrict a prefix that the
/// scheme does not have.
[[nodiscard]] ColumnSpans read_spans(std::span<const SentenceLabels> sentences, ColumnOf column,
                                     const Reading& reading);

/// Counts in any mode. kConlleval is `score_conlleval`. In the others an entity is correct if the
/// other column has one of equal type and borders, and it is counted in the sentence it ends in.
/// `malformed_gold` and `malformed_predicted` are those of ColumnSpans.
/// @throws Error{kData} as `read_spans`, and if two columns differ in length.
[[nodiscard]] Score score_entities(std::span<const SentenceLabels> sentences,
                                   const Reading& reading);

}  // namespace xner::score
