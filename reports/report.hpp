// The report of an experiment from its run folders alone: for the terminal, as Markdown, as JSON.
#pragma once

#include <string>

#include "reports/summary.hpp"
#include "reports/table.hpp"

namespace xner::reports {

inline constexpr int kReportSchema = 1;

/// At most 80 columns: results, details (if they are short), throughput, problems. Without
/// signatures and seeds, which the Markdown has. Everything from data is made safe for a terminal.
[[nodiscard]] std::string report_to_terminal(const Summary& summary, bool colour);

/// @param rebuild the command that makes this report again, shown at its end.
[[nodiscard]] std::string report_to_markdown(const Summary& summary, const std::string& rebuild);

/// {"schema", "experiment", "runs": {"scored","failed"}, "results": [a group each], "throughput":
/// [...], "problems", "published_notes", "machines", "commands"}; fractions unrounded, undefined
/// values null. A result has "published": {"f1", "standard_deviation", "source"} and "difference"
/// if a paper's number is of its encoder and data, and "row", the paper's name, where it is known.
[[nodiscard]] record::Json report_to_json(const Summary& summary);

}  // namespace xner::reports
