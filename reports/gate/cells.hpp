// What the gate judges, one by one: a cell is a method on a target, with its seeds.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/record/run_folder.hpp"
#include "reports/compare/arms.hpp"
#include "reports/runs/summary.hpp"

namespace xner::reports {

/// The runs of one method, variant, source, size and target.
struct GateCell {
  record::RunId id;  ///< the seed means nothing
  ArmRuns arm;       ///< the scored runs; may be empty
  /// In the order of the arm's seeds: where each lies, and env.json's "numeric_class", {} if it is
  /// not known.
  std::vector<std::filesystem::path> folders;
  std::vector<record::Json> numeric_classes;
  std::vector<FailedRun> failed;

  [[nodiscard]] std::vector<double> f1() const { return score::f1_scores(arm.runs); }
};

/// `is_silent` in every run.
[[nodiscard]] bool predicts_nothing(const GateCell& cell);

/// "wu_dredze/base/aa-full/bb": the path of its runs in their experiment, and the key of
/// `GateCells`.
[[nodiscard]] std::string cell_path(const record::RunId& id);
/// "wu_dredze on bb", with the source where `one_source` is false.
[[nodiscard]] std::string cell_title(const record::RunId& id, bool one_source = true);

struct GateCells {
  std::filesystem::path folder;
  std::map<std::string, GateCell> by_path;
  std::vector<std::string> problems;  ///< records that cannot be read
  [[nodiscard]] bool empty() const noexcept { return by_path.empty() && problems.empty(); }
};

/// A run's env.json; {} without one. @throws Error{kData} if it is no JSON object.
[[nodiscard]] record::Json environment_of(const std::filesystem::path& run);

/// The builds of the runs, as far as they are known.
[[nodiscard]] std::set<std::string> makers_of(const GateCell& cell);

/// All runs below a folder: an experiment's, or a baseline's.
/// @throws Error{kIo} if there is no such folder; Error{kData, kUsage} for runs that are no cell,
/// see `load_side`.
[[nodiscard]] GateCells load_cells(const std::filesystem::path& folder);

}  // namespace xner::reports
