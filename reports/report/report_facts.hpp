// What a report says of an experiment before its tables.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "reports/runs/summary.hpp"

namespace xner::reports {

/// "9 scored, 1 failed"
[[nodiscard]] std::string runs_line(const Summary& summary);
[[nodiscard]] std::set<std::string> encoders(const Summary& summary);
/// One line for all sizes of a source.
[[nodiscard]] std::set<std::string> sources(const Summary& summary);
/// What to know before comparing: of the published numbers, of runs by several builds, and of runs
/// of which one seed's bytes are not everywhere the same.
[[nodiscard]] std::vector<std::string> notes(const Summary& summary);

}  // namespace xner::reports
