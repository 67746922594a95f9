// The JSON form of a score: what `xner score --format json` prints and what metrics.json holds
// under "score".
#pragma once

#include <nlohmann/json.hpp>

#include "harness/score/averages.hpp"
#include "harness/score/entity_f1.hpp"
#include "harness/score/semeval.hpp"

namespace xner::score {

using Json = nlohmann::json;

/// {"precision","recall","f1": fraction or null, "number": gold support, "found","correct":
/// counts}.
[[nodiscard]] Json counts_to_json(const Counts& counts, ZeroDivision zero_division = std::nullopt);
/// Reads the three counts back; the fractions follow from them. @throws Error{kData} if one is
/// missing or negative.
[[nodiscard]] Counts counts_from_json(const Json& json);

/// {"overall": counts, "types": {TYPE: counts}, "counts": {"gold","found","correct"}, "accuracy":
/// fraction or null, "words", "equal_words", "malformed": {"gold","predicted"}}. An undefined value
/// is null, fractions are not rounded.
[[nodiscard]] Json score_to_json(const Score& score, ZeroDivision zero_division = std::nullopt);
/// The score without its sentences, which counts.bin keeps. @throws Error{kData} naming the field
/// that is wrong.
[[nodiscard]] Score score_from_json(const Json& json);

/// {"micro", "macro_gold", "macro_union", "weighted": {"precision", "recall", "f1"}}.
[[nodiscard]] Json averages_to_json(const Averages& averages);

/// {"strict", "exact", "partial", "type": {"precision", "recall", "f1", "correct", "incorrect",
/// "partial", "missed", "spurious", "possible", "actual"}}.
[[nodiscard]] Json semeval_to_json(const Semeval& semeval, ZeroDivision zero_division);

}  // namespace xner::score
