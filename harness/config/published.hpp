// [published]: the numbers that a paper gives for the runs of a file, transcribed as its table has
// them. They are no part of what runs: no key, no run folder and no config.toml knows them; they go
// to the experiment's folder (record/published.hpp), and a report sets them beside ours.
#pragma once

#include <span>
#include <vector>

#include "harness/config/experiment.hpp"

namespace xner::config {

///   [published]
///   source = "Fu et al. 2022, Table 3: F1, mean of 5 runs"
///   [[published.rows]]
///   row = "ConCNER"                  # its name there; the method's if absent
///   method = "concner"               # of the file
///   preset = "concner"               # what tells rows of one method apart: any key of
///                                    # [methods.concner] or [training], with one of the file's
///                                    # values
///   f1.500 = { es = 71.08, nl = [75.19, 0.4] }  # by size ("full" without one), by target;
///   percent,
///                                               # or [F1, deviation]
///
/// The numbers hold for what the file says, without profile and overrides: each has the encoder,
/// the source's corpus and the target's test set of its place with it, and a report shows it beside
/// runs of these alone.
///
/// @param node the table. @param parts the file's experiments, without profile and overrides.
/// @return what belongs to each of `parts`, as record/published.hpp describes it; null for one that
/// has none of the targets.
/// @throws Error{kUsage} for a row, size or target that the file does not have, with the place of
/// each and the nearest known name; for a number that is no percentage; for one given twice.
[[nodiscard]] std::vector<Json> read_published(const Node& node, std::span<const Experiment> parts);

}  // namespace xner::config
