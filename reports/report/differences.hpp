// Which differences of a report's rows stand: the best of a column against the second, and every
// row against the full method that it is an ablation of.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/score/significance.hpp"
#include "reports/runs/rows.hpp"

namespace xner::reports {

/// Resamples of the sentences that confirm what the closed form lets stand.
inline constexpr std::int64_t kConfirmingResamples = 2000;

/// In place of a target: the mean over all targets.
inline constexpr const char* kMean = "";

struct Difference {
  score::CombinedTest test;  ///< the row minus the other; its sentence variance by closed form
  double p_holm = 1;         ///< adjusted, see `differences`
  bool stands = false;  ///< p_holm is at most 0.05, with the bootstrap's sentence variance as well,
                        ///< and it speaks of methods: both have several seeds
};

/// One row of `rows_of`.
struct RowDifferences {
  std::map<std::string, Difference> to_reference;  ///< by target, and kMean
  std::set<std::string> best;  ///< targets where it is the best and its lead on the second stands
};

struct Differences {
  /// The full method, one row of each source; "" if there is none, or no row beside it.
  std::string reference;
  std::vector<RowDifferences> rows;  ///< as `rows_of` has them; empty: nothing was compared
  std::int64_t compared = 0;         ///< tests, those of the best included
  std::set<std::string> notes;       ///< why some were not
};

/// Reads counts.bin of all runs that are compared, source by source. Tests are `combined_test` and
/// `macro_test`. Families of Holm's correction: the best against the second over the targets of a
/// source; a row against the reference over its targets; the rows' means over the rows of a source.
/// Runs that cannot be compared (other test sentences, no counts.bin) are said in the notes.
/// @param reference a row's name, or "" to find it: the last row of the paper's table, else the
/// base of a method's variants. @throws Error{kUsage} naming the rows if there is none of the name.
[[nodiscard]] Differences differences(const Summary& summary, const std::string& reference = "");

/// How to read it, a sentence each: what is bold, which tests and corrections.
[[nodiscard]] std::vector<std::string> reading_of_best(const Differences& found);
[[nodiscard]] std::vector<std::string> reading_of_reference(const Differences& found);

}  // namespace xner::reports
