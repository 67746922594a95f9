// What a gate says: for a reader, for programs, and in the forms that CI hosts show. Everything
// from data (names, error texts, reasons) is escaped for where it stands.
#pragma once

#include <cstddef>
#include <string>

#include "reports/gate/gate.hpp"

namespace xner::reports {

/// GitHub drops a step summary that is larger.
inline constexpr std::size_t kSummaryBytes = std::size_t{1} << 20;

/// Of all cells together: "regression", "incomplete", "inconclusive", "pass".
[[nodiscard]] const char* gate_verdict(const GateResult& result) noexcept;
/// "REGRESSION: of 3 cells 1 regression, 1 inconclusive, 1 pass".
[[nodiscard]] std::string gate_headline(const GateResult& result);
/// What the verdict on a cell is and rests on, in a sentence or two. Text, not escaped.
[[nodiscard]] std::string verdict_sentence(const GateResult& result, const CellVerdict& cell);

/// At most 80 columns.
[[nodiscard]] std::string gate_to_terminal(const GateResult& result, bool colour);
/// At most `limit` bytes: the worst cells stay, and how many are left out is said.
[[nodiscard]] std::string gate_to_markdown(const GateResult& result,
                                           std::size_t limit = kSummaryBytes);
/// Workflow commands: an error for each regression, missing cell and problem, a warning for each
/// inconclusive cell, a notice for each improvement; at most ten of a kind, the worst
/// first, the last with how many more there are. Before them the headline, as plain text.
/// @param fail_on what else is an error, as in the exit code.
[[nodiscard]] std::string gate_to_github(const GateResult& result, const FailOn& fail_on = {});
/// JUnit XML, well formed whatever the names: a test case a cell; regressions are failures, missing
/// cells and failed runs errors, inconclusive cells skipped.
/// @param fail_on what else is a failure, as in the exit code.
[[nodiscard]] std::string gate_to_junit(const GateResult& result, const FailOn& fail_on = {});
/// {"schema", "verdict", "exit_code", "alpha", "resamples", "seed", "across_classes",
/// "random_weights", "tested", "baseline": {"name", "entries"}, "runs", "cells": [{"metric": "f1",
/// "method", "variant", "source", "size", "target", "verdict", "doubt", "margin", "baseline",
/// "new": {"seeds", "f1", "standard_deviation"}, "difference", "low", "high", "level",
/// "standard_error", "freedom", "p_regression", "p_regression_holm", "p_pass", "p_improvement",
/// "p_improvement_holm", "seeds_needed", "margin_possible", "sentences", "gold", "failed", "notes",
/// "text"}], "new_cells", "history_steps": [{"cell", "date", "xner", "publication" (from 1),
/// "publications", "before", "after", "p"}], "problems"}. The worst cell first; fractions,
/// unrounded; what is undefined is null.
[[nodiscard]] record::Json gate_to_json(const GateResult& result, int exit_code);

}  // namespace xner::reports
