// The history of an experiment (record/history.hpp) as series, one a cell, and where they step:
// which publication brought a loss or a gain that stayed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "reports/gate/change_points.hpp"
#include "reports/gate/gate_margins.hpp"

namespace xner::reports {

/// The runs of a cell that were published by one command.
struct HistoryPoint {
  std::string date;  ///< UTC, ISO 8601
  std::string xner;  ///< what made them: "0.1.0 (0123456789ab)"
  double f1 = 0;     ///< mean over seeds, fraction
  std::size_t seeds = 0;
};

struct CellHistory {
  record::RunId id;                  ///< the seed means nothing
  std::vector<HistoryPoint> points;  ///< by date
};

/// A change of level that is at least as large as the cell's margin.
struct HistoryStep {
  record::RunId id;
  HistoryPoint first;              ///< with the new level
  std::size_t at = 0, points = 0;  ///< its place from 0, and how many there are
  double before = 0, after = 0;    ///< levels, fractions
  double p = 1;
};

/// Scored runs that may be held against the latest of their cell: of its signature, encoder and
/// selector. Lines that are none of a history count for nothing; no file is no history.
/// @throws Error{kIo} if it cannot be read.
[[nodiscard]] std::vector<CellHistory> read_history(const std::filesystem::path& file);

/// Of all cells, the latest first.
[[nodiscard]] std::vector<HistoryStep> history_steps(const std::vector<CellHistory>& cells,
                                                     const Margins& margins);

}  // namespace xner::reports
