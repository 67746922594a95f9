// errors.json: what kind of errors a run makes on its test set, beside the score in metrics.json.
#pragma once

#include <filesystem>
#include <optional>

#include "harness/record/run_record.hpp"
#include "harness/score/error_analysis.hpp"

namespace xner::record {

inline constexpr const char* kErrorsFile = "errors.json";

/// Raised when a field changes its meaning; new fields, classes and buckets leave it as it is.
inline constexpr int kErrorsSchema = 1;

/// {"schema", "gold": {OUTCOME: number}, "predicted": {OUTCOME: number} ("alone" is missed in gold,
/// spurious in predicted), "boundaries": {"boundary" | "both": {"split", "merged", "long", "short",
/// "shifted"}} of gold entities, "borders": {"start", "end", "start_and_end"}, "confusion":
/// [{"gold": TYPE or null, "predicted": TYPE or null, "count"}], "buckets": [{"by", "bucket",
/// "number" (gold), "found", "correct"}]}.
[[nodiscard]] Json errors_to_json(const score::ErrorAnalysis& errors);

/// @param where names the file in errors.
/// @throws Error{kData} if a field is missing or wrong, or if the schema is newer than
/// `kErrorsSchema` ("not readable by this version").
[[nodiscard]] score::ErrorAnalysis errors_from_json(const Json& json,
                                                    const std::filesystem::path& where);

/// Of a run's folder; nothing if it has no such file: a version that did not write one made it.
/// @throws Error{kData, kIo}.
[[nodiscard]] std::optional<score::ErrorAnalysis> read_errors(const std::filesystem::path& folder);

}  // namespace xner::record
