// From run folders to the numbers of a report: runs that differ in nothing but the seed are one
// group.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/record/errors_file.hpp"
#include "harness/record/published.hpp"
#include "harness/record/run_record.hpp"
#include "reports/runs/measured.hpp"
#include "reports/runs/run_data.hpp"
#include "reports/runs/statistics.hpp"
#include "reports/runs/throughput.hpp"

namespace xner::reports {

/// Nothing found where there was something: an F1 of 0 that no wrong entity earned.
[[nodiscard]] inline bool is_silent(const score::Counts& counts) noexcept {
  return counts.predicted == 0 && counts.gold > 0;
}

struct FailedRun {
  std::uint64_t seed = 0;
  record::Failure failure;
};

/// The scored runs of one selector over seeds.
struct Scores {
  std::vector<score::Counts> runs;
  [[nodiscard]] Statistics precision() const;
  [[nodiscard]] Statistics recall() const;
  [[nodiscard]] Statistics f1() const;
};

/// Runs of one method, variant, source, size, target, encoder, selector, set of departures and
/// conditions: what differs is the seed alone.
struct Group {
  record::RunId id;              ///< of the first run
  std::string experiment;        ///< that it is of
  bool name_experiment = false;  ///< another experiment of the report has runs of this name
  std::string encoder;
  bool random_weights = false;
  std::string selector;
  record::Json departures;
  record::Json conditions;
  /// Conditions in which groups of the same name differ, with this group's values; departures are
  /// said anyway.
  record::Json distinct = record::Json::object();
  record::Json swept = record::Json::object();  ///< what the sweep chose for the variant
  std::string choose;                           ///< "source_dev": see choice.hpp
  std::int64_t tried = 0;    ///< configurations that it is the best of on source dev; 0: not chosen
  std::string source_train;  ///< corpus references
  std::string target_test;
  std::string row;                                 ///< what a paper calls it; "" if none is known
  std::size_t row_place = SIZE_MAX;                ///< of that row among the paper's
  std::optional<record::PublishedCell> published;  ///< see published.hpp

  std::vector<std::uint64_t> seeds;                         ///< of the scored runs
  std::vector<std::filesystem::path> folders;               ///< theirs, in the order of `seeds`
  Scores scores;                                            ///< overall, in the order of `seeds`
  std::vector<std::optional<score::ErrorAnalysis>> errors;  ///< in the same order; see RunData
  std::vector<double> source_dev;  ///< F1 of the primary selector's checkpoints, where known
  std::map<std::string, Scores> types;
  std::map<std::string, Scores> selectors;  ///< all that were tracked, the primary included
  std::vector<FailedRun> failed;
  std::int64_t silent = 0;               ///< scored runs that predict no entity where gold has some
  std::int64_t malformed_gold = 0;       ///< of one run: gold is the same for all
  std::int64_t malformed_predicted = 0;  ///< of all runs
  std::int64_t words_without_piece = 0;  ///< of one run
  std::set<std::string> signatures;
};

/// A configuration that a sweep tried and a choice was made about.
struct Candidate {
  record::RunId id;  ///< target and seed mean nothing
  std::string experiment{};
  Statistics source_dev;  ///< F1 over all its runs
  bool complete = false;  ///< every run has one
  bool chosen = false;
  std::vector<std::string> failed;  ///< "de, seed 2: crash"
};

struct Summary {
  std::string experiment;                ///< of several: "table3, table5"
  std::vector<std::string> experiments;  ///< each
  std::int64_t scored = 0;
  std::int64_t failed = 0;
  std::vector<Group> groups;                   ///< by method, variant, source, size, target
  std::vector<Group> set_aside;                ///< groups of configurations that were not chosen
  std::vector<Candidate> candidates;           ///< by method, source, size, swept values
  std::vector<Throughput> throughput;          ///< by method, variant, source, size
  std::vector<Bench> measured;                 ///< by file; see put_measured_beside
  std::vector<std::string> problems;           ///< records that cannot be read, mixed signatures
  std::set<std::string> machines;              ///< "CPU model, 2 cores, 15.6 GiB, OS"
  std::set<std::string> makers;                ///< builds: see maker_of
  std::set<std::string> commands;              ///< env.json's "command": what made the runs
  std::vector<std::string> published_targets;  ///< in the paper's order
  std::set<std::string> published_notes;       ///< what to know about the published numbers
  std::set<record::Json> numeric_classes;  ///< env.json's "numeric_class": see numeric_class.hpp
};

/// @param experiment its name, used where the records say none.
[[nodiscard]] Summary summarise(const std::vector<RunData>& runs, const std::string& experiment);

/// One report of several experiments: the runs of all, none merged with one of another experiment.
/// What is of one alone keeps its name; runs that several have under one name get the experiment's.
/// @param summaries at least one, complete: what is published beside, what was chosen among.
[[nodiscard]] Summary join(std::vector<Summary> summaries);

}  // namespace xner::reports
