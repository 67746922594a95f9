// The errors of a report's rows: those of all its targets together, seed by seed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/score/error_analysis.hpp"
#include "reports/runs/rows.hpp"

namespace xner::reports {

/// Adds count by count; what only one of the two has stays.
void add(const score::ErrorAnalysis& more, score::ErrorAnalysis& sum);

/// Of the runs where the value is defined.
template <typename Value>
[[nodiscard]] Statistics statistics_over(std::span<const score::ErrorAnalysis> runs, Value value) {
  std::vector<double> values;
  for (const auto& run : runs)
    if (const std::optional<double> defined = value(run)) values.push_back(*defined);
  return statistics(values);
}

struct PooledErrors {
  std::vector<std::uint64_t> seeds;          ///< those that every target of the row has
  std::vector<score::ErrorAnalysis> errors;  ///< theirs, in this order
  std::string note;                          ///< what is not in it, "" if nothing

  /// Over the seeds where it is defined.
  template <typename Value>
  [[nodiscard]] Statistics over(Value value) const {
    return statistics_over(errors, value);
  }
};

/// @param targets of the report. No seeds if none is recorded on every target of the row.
[[nodiscard]] PooledErrors pooled(const Row& row, const std::vector<std::string>& targets);

/// The bucket of that kind and name, or nullptr.
[[nodiscard]] const score::Counts* bucket_at(const score::ErrorAnalysis& errors,
                                             const std::string& by, const std::string& name);

[[nodiscard]] std::int64_t gold_entities(const score::ErrorAnalysis& errors) noexcept;
[[nodiscard]] std::int64_t predicted_entities(const score::ErrorAnalysis& errors) noexcept;

/// part / whole, nothing of nothing.
[[nodiscard]] std::optional<double> share(std::int64_t part, std::int64_t whole) noexcept;

}  // namespace xner::reports
