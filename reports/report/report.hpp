// The report of one or several experiments from their run folders alone: for the terminal, as JSON,
// as CSV, and as the document that Markdown, HTML and LaTeX are written from.
#pragma once

#include <string>

#include "reports/formats/document.hpp"
#include "reports/report/differences.hpp"
#include "reports/runs/summary.hpp"

namespace xner::reports {

inline constexpr int kReportSchema = 1;

/// At most 80 columns: results, details (if they are short), throughput, problems. Without
/// signatures and seeds, which the Markdown has. Everything from data is made safe for a terminal.
[[nodiscard]] std::string report_to_terminal(const Summary& summary, bool colour,
                                             const Differences& found = {});

/// @param found of this summary. @param rebuild the command that makes this report again.
[[nodiscard]] Document report_document(const Summary& summary, const Differences& found,
                                       const std::string& rebuild);

/// RFC 4180, a row a run, numbers unrounded: for programs that read tables. Text that a spreadsheet
/// would take for a formula gets an apostrophe.
[[nodiscard]] std::string report_to_csv(const Summary& summary);
/// A row a result: the runs of one method, source and target over seeds.
[[nodiscard]] std::string report_to_summary_csv(const Summary& summary,
                                                const Differences& found = {});

/// {"schema", "experiment", "runs": {"scored","failed"}, "results": [a group each], "throughput":
/// [...], "measured": [...], "problems", "published_notes", "machines", "builds", "commands"};
/// fractions unrounded, undefined values null. A result has "published": {"f1",
/// "standard_deviation", "source"} and "difference" if a paper's number is of its encoder and data,
/// and "row", the paper's name, where it is known.
[[nodiscard]] record::Json report_to_json(const Summary& summary, const Differences& found = {});

}  // namespace xner::reports
