// Choosing a method's configuration among those that a sweep tried: by F1 on source dev, from run
// records alone. No score on a target is looked at.
#pragma once

#include "reports/runs/summary.hpp"

namespace xner::reports {

/// Among the groups whose runs say `choose = "source_dev"`: for each method, source, encoder and
/// selector, the configuration with the best mean source-dev F1 over all its runs (targets and
/// seeds) keeps its place in `summary.groups` and gets `tried`; the others move to
/// `summary.set_aside`; all are listed in `summary.candidates`. Equal means: the first in the order
/// of the swept values. A configuration that lacks a run which another one has, or a run's source-
/// dev F1, cannot be chosen; if none can, all stay, and that is a problem of the summary.
void choose_on_source_dev(Summary& summary);

}  // namespace xner::reports
