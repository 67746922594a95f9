// The tables of a report: the same for every format.
#pragma once

#include "reports/formats/table.hpp"
#include "reports/report/differences.hpp"
#include "reports/runs/summary.hpp"

namespace xner::reports {

/// The whole at a glance: a row a method, a band a source, a column a target, at most `targets` of
/// them in a table, and mean over all and number of seeds; below a row what is published of it, and
/// the difference. Notes say why a cell has no number. What `found` lets stand as best looks so. No
/// table if there are not several rows and targets.
[[nodiscard]] std::vector<Table> target_tables(const Summary& summary, std::size_t targets,
                                               const Differences& found = {});

/// The selector of all groups, or "" if they have different ones.
[[nodiscard]] std::string common_selector(const Summary& summary);

/// F1 per method and target over seeds, what is published of it, and remarks (random weights,
/// departures, silent runs), and a row for each failed run with its reason.
[[nodiscard]] Table result_table(const Summary& summary);

/// The configurations that a choice on source dev was made among, with the F1 that it was made by;
/// never one on a target. No rows if there was no choice.
[[nodiscard]] Table candidate_table(const Summary& summary);

/// Precision, recall and F1 of every scored run.
[[nodiscard]] Table seed_table(const Summary& summary);

/// Precision, recall, F1 and gold support per type.
[[nodiscard]] Table type_table(const Summary& summary);

/// F1 by selector; no rows if each group tracked its primary alone.
[[nodiscard]] Table selector_table(const Summary& summary);

/// Malformed transitions and words without wordpiece; no rows if there are none.
[[nodiscard]] Table irregularity_table(const Summary& summary);

/// Observed throughput and memory: training, and inference.
[[nodiscard]] Table training_table(const Summary& summary);
[[nodiscard]] Table inference_table(const Summary& summary);

}  // namespace xner::reports
