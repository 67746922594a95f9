// Setting a paper's numbers beside ours: the published.json of an experiment's folder
// (record/published.hpp) against its groups.
#pragma once

#include <filesystem>
#include <span>

#include "reports/runs/summary.hpp"

namespace xner::reports {

/// Gives each group the number of its row, size and target, if its runs are of the encoder, the
/// source and the test set that the number is of; `summary.published_notes` says where the numbers
/// are from, what kept some from being shown, and which training conditions are not the file's. An
/// encoder is the same if the last part of its name is: hf:a/mbert, /models/mbert. Random weights
/// are so only of an equal reference.
void put_published_beside(std::span<const record::PublishedCell> cells, Summary& summary);

/// The same from the file in the folder, if it is there; a damaged one is a problem of the summary.
void put_published_beside(const std::filesystem::path& experiment, Summary& summary);

/// Ours minus the published one, as a fraction; none if either is missing or undefined.
[[nodiscard]] std::optional<double> difference(const Group& group);

}  // namespace xner::reports
