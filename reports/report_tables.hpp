// The tables of a report, as text cells: drawn for the terminal and as Markdown alike.
#pragma once

#include "reports/summary.hpp"
#include "reports/table.hpp"

namespace xner::reports {

/// "59.93 ± 0.41" in percent; without ± from one value, "–" from none.
[[nodiscard]] std::string percent(const Statistics& value);

/// F1 per method and target over seeds, with selector and remarks (random weights, departures,
/// silent runs), and a row for each failed run with its reason.
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
