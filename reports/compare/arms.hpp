// The runs that a comparison is about: per-sentence counts of a method's seeds, by source and
// target, read from run folders or scored from prediction files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/record/run_folder.hpp"
#include "harness/score/column_file.hpp"
#include "harness/score/sentence_counts.hpp"

namespace xner::reports {

/// The seeds of one method on one test set.
struct ArmRuns {
  std::vector<std::uint64_t> seeds;    ///< ascending
  std::vector<score::RunCounts> runs;  ///< all types together, in the order of `seeds`
  /// By type, in the same order; a type that a run has not is zero there.
  std::map<std::string, std::vector<score::RunCounts>> types;
  std::vector<std::filesystem::path> folders;     ///< of the runs, in the same order; or
  std::shared_ptr<const score::ColumnFile> file;  ///< gold and predictions of the one run
  std::string signature;                          ///< of the score; "" if none is known
  std::string encoder;
  bool random_weights = false;
  record::Json conditions = record::Json::object();  ///< with departures, without
                                                     ///< what the variant's name says
};

/// Source with size ("en_pud-1000"), target.
using RowKey = std::pair<std::string, std::string>;

/// One side of a comparison.
struct Side {
  std::string name;  ///< "mulda", "mulda/temperature=2", a folder or a file
  std::map<RowKey, ArmRuns> rows;
  std::vector<std::string> notes;  ///< failed runs, which are left out
};

/// The runs below a folder, or the folder itself, by `method_name`; those that cannot be read are
/// under "" (with their `problem`). Only metrics.json is read.
/// @throws Error{kIo} if there is no such folder.
[[nodiscard]] std::map<std::string, std::vector<record::FoundRun>> runs_by_method(
    const std::filesystem::path& folder);

/// Reads counts.bin of each run.
/// @throws Error{kData} if a file is missing or damaged, if its sums are not those of metrics.json,
/// or if runs that differ in more than the seed (encoder, selector, conditions, signature) would
/// make one row; Error{kUsage} if no run is scored, or a seed is there twice.
[[nodiscard]] Side load_side(std::string name, std::span<const record::FoundRun> runs);

/// @param row names the test set in messages. @param hint what to do about it.
/// @throws Error{kData} unless both are scores of one test set by one scorer: the same signature
/// (if both have one), and the same gold entities sentence by sentence.
void check_same_test(const std::string& row, const ArmRuns& a, const std::string& a_name,
                     const ArmRuns& b, const std::string& b_name, const std::string& hint);

/// A fact that two sides do not share; null where one has no such fact.
struct UnequalFact {
  std::string name;
  record::Json a, b;
};
/// Of two JSON objects, by name.
[[nodiscard]] std::vector<UnequalFact> unequal_facts(const record::Json& a, const record::Json& b);

/// A prediction file as a side of one run, scored as conlleval.pl does.
/// @throws Error{kData} if the files do not fit.
[[nodiscard]] Side predicted_side(const score::ColumnFile& gold, score::ColumnFile predicted);

}  // namespace xner::reports
