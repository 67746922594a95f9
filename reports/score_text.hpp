// One score for the reader: overall and per type, in percent. Used by `xner score` and `xner
// report`.
#pragma once

#include <optional>
#include <string>

#include "harness/score/entity_f1.hpp"
#include "reports/table.hpp"

namespace xner::reports {

/// A fraction in percent with two digits, or "–" if undefined.
[[nodiscard]] std::string percent(const std::optional<double>& fraction);

/// An entity type for the reader; the empty one is "(untyped)".
[[nodiscard]] std::string type_name(const std::string& type);

/// Rows: overall, then each type. Columns: precision, recall, F1, and the counts gold, found,
/// correct.
[[nodiscard]] Table score_table(const score::Score& score);

/// What the numbers do not say: nothing predicted, nothing gold, malformed transitions. "" if there
/// is nothing to say; else sentences that end with a newline each.
[[nodiscard]] std::string score_remarks(const score::Score& score);

/// Table, remarks, words and signature. @param signature one line, printed as it is.
[[nodiscard]] std::string score_to_text(const score::Score& score, const std::string& signature);
[[nodiscard]] std::string score_to_markdown(const score::Score& score,
                                            const std::string& signature);

}  // namespace xner::reports
