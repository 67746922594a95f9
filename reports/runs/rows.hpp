// The rows of a report: one a method and source, over its targets. Tables, differences and plots
// all go by them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "reports/runs/summary.hpp"

namespace xner::reports {

/// Points into the summary that it was made from.
struct Row {
  std::string source;                          ///< "en_pud-1000": rows of one source stand together
  std::string name;                            ///< the paper's name for it, else the method's
  std::map<std::string, const Group*> groups;  ///< by target, at least one

  [[nodiscard]] const Group* at(const std::string& target) const;
  [[nodiscard]] const Group& front() const { return *groups.begin()->second; }
};

/// By source and size, then in the order of the paper's rows. Runs of one name under other
/// conditions make a row of their own.
[[nodiscard]] std::vector<Row> rows_of(const Summary& summary);

/// Whether sources have to be told apart.
[[nodiscard]] bool several_sources(const std::vector<Row>& rows) noexcept;

/// In the paper's order, those that it does not have behind.
[[nodiscard]] std::vector<std::string> targets_of(const Summary& summary);

/// F1 of each seed averaged over the targets, in the order of the seeds; empty if a target is
/// missing, not all targets have the same seeds, or an F1 is undefined.
[[nodiscard]] std::vector<double> averages_by_seed(const Row& row,
                                                   const std::vector<std::string>& targets);

[[nodiscard]] bool all_random(const Summary& summary);

}  // namespace xner::reports
