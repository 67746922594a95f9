// One score for the reader: overall, per type and averaged, in percent. Used by `xner score`.
#pragma once

#include <optional>
#include <string>

#include "harness/score/averages.hpp"
#include "harness/score/entity_f1.hpp"
#include "harness/score/reading.hpp"
#include "harness/score/semeval.hpp"
#include "reports/formats/table.hpp"

namespace xner::reports {

/// What is shown with a score.
struct ScoreSetting {
  std::string signature;  ///< one line, printed as it is
  score::Reading reading{};
  score::ZeroDivision zero_division{};
  std::optional<score::Semeval> semeval{};  ///< a table of its own, if there
};

/// Rows: overall, then each type. Columns: precision, recall, F1, and the counts gold, found,
/// correct.
[[nodiscard]] Table score_table(const score::Score& score,
                                score::ZeroDivision zero_division = std::nullopt);

/// Rows: micro, macro over the gold types, macro over all types, weighted by gold support.
[[nodiscard]] Table averages_table(const score::Averages& averages);

/// Rows: strict, exact, partial, type. Columns: precision, recall, F1 and the five counts.
[[nodiscard]] Table semeval_table(const score::Semeval& semeval, score::ZeroDivision zero_division);

/// What the numbers do not say: nothing predicted, nothing gold, malformed transitions or, in mode
/// strict, labels that were dropped. "" if there is nothing to say; else sentences that end with a
/// newline each.
[[nodiscard]] std::string score_remarks(const score::Score& score, const score::Reading& reading);

/// Tables, remarks, words and signature.
[[nodiscard]] std::string score_to_text(const score::Score& score, const ScoreSetting& setting);
[[nodiscard]] std::string score_to_markdown(const score::Score& score, const ScoreSetting& setting);

}  // namespace xner::reports
