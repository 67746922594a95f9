// What kind of errors the methods of a report make: tables over all targets of a row, means over
// seeds.
#pragma once

#include <string>
#include <vector>

#include "reports/formats/document.hpp"
#include "reports/runs/summary.hpp"

namespace xner::reports {

/// What became of the gold entities, and how many predicted ones are spurious: a row a method. Rows
/// without recorded errors say so; no rows if no run has any.
[[nodiscard]] Table outcome_table(const Summary& summary);

/// Recall in the buckets of one kind ("length", "sentence", "surface", "pieces"): a row a method,
/// and the number of gold entities above them. No rows if no run has such buckets.
[[nodiscard]] Table recall_table(const Summary& summary, const std::string& by);

/// How boundaries are missed.
[[nodiscard]] Table boundary_table(const Summary& summary);

/// Gold types by predicted types, a band a method: all methods if they are at most
/// `kMostConfusions`, else those with the highest F1.
inline constexpr std::size_t kMostConfusions = 12;
[[nodiscard]] Table confusion_table(const Summary& summary);

/// The section "Errors": what became of the entities. If nothing is recorded, one sentence.
void add_errors(const Summary& summary, Document& document);

/// For looking things up, a section each: recall by bucket, boundaries, confused types.
void add_error_details(const Summary& summary, Document& document);

/// Of a group, for report.json: counts as statistics over seeds, see schema/; null if not recorded.
[[nodiscard]] record::Json group_errors_to_json(const Group& group);

}  // namespace xner::reports
