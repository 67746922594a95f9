// Baselines: what later runs are held to. A folder in the layout of run folders that keeps of each
// run what a comparison needs (metrics.json, counts.bin, and of env.json what made it), and
// baseline.json, which says who put it there, when and why, and what the files are. Meant to be
// committed: equal runs and reasons give equal bytes but for the time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "reports/gate/cells.hpp"

namespace xner::reports {

inline constexpr const char* kBaselineFile = "baseline.json";
inline constexpr int kBaselineSchema = 1;

/// F1 of a cell, as an entry remembers it.
struct CellValue {
  std::vector<std::uint64_t> seeds;
  Statistics f1;  ///< fractions
};
[[nodiscard]] CellValue cell_value(const GateCell& cell);
/// {"seeds", "f1", "standard_deviation"}; what is undefined is null.
[[nodiscard]] record::Json to_json(const CellValue& value);

struct CellChange {
  std::string cell;                ///< `cell_path`
  std::optional<CellValue> old{};  ///< none: the baseline had no such cell
  std::optional<CellValue> now{};  ///< none: it has no longer
};

/// One decision: the first is "save", the others are "accept".
struct BaselineEntry {
  std::string what;
  std::string who;
  std::string when;  ///< UTC, ISO 8601
  std::string why;
  std::vector<std::string> xner;         ///< what made the runs: "0.1.0 (1a2b3c4)"
  std::vector<std::string> experiments;  ///< their names
  std::int64_t runs = 0;
  std::vector<CellChange> cells;
};

/// As baseline.json has it.
[[nodiscard]] record::Json to_json(const BaselineEntry& entry);

struct Baseline {
  std::string name;
  GateCells cells;
  std::vector<BaselineEntry> entries;  ///< oldest first; none for a plain folder of runs
};

/// Who, when and why: what an entry does not learn from the runs.
struct BaselineNote {
  std::string who;
  std::string when;
  std::string why;
};

/// @throws Error{kUsage} unless it can name a folder: no slash, no leading dot, no control
/// character.
void check_baseline_name(const std::string& name);

/// The entry for runs in the place of `old` (nothing for the first).
/// @throws Error{kStage} if a run failed or cannot be read: then nothing is worth keeping.
[[nodiscard]] BaselineEntry baseline_entry(const GateCells& runs, const Baseline* old,
                                           const BaselineNote& note);

/// Writes the runs with all entries to a folder, in the place of what is there; a kill at any
/// moment leaves the old baseline or the new one. @throws Error{kIo}.
void write_baseline(const std::filesystem::path& folder, const GateCells& runs,
                    const std::vector<BaselineEntry>& entries);

/// The entries of a baseline's folder; none if it has no baseline.json. Reads no run.
/// @throws Error{kData} for a file that is none, or of a later schema.
[[nodiscard]] std::vector<BaselineEntry> read_entries(const std::filesystem::path& folder);

/// @throws as `read_entries` and `load_cells`; Error{kData} if a run in it failed or cannot be
/// read, if there is none, and, naming the file, unless the runs are those that were saved, byte
/// by byte: one that lost a run would hold nobody to it.
[[nodiscard]] Baseline read_baseline(const std::filesystem::path& folder);

/// @throws Error{kUsage} if the folder is there and has no baseline.json: runs that are named as a
/// baseline and were never saved as one.
void check_saved(const std::filesystem::path& folder);

/// Names of the baselines in a folder, sorted, those that lost their baseline.json too; none if
/// there is no such folder.
[[nodiscard]] std::vector<std::string> baseline_names(const std::filesystem::path& baselines);

}  // namespace xner::reports
