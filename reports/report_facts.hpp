// What a report says of an experiment before its tables.
#pragma once

#include <set>
#include <string>

#include "reports/summary.hpp"

namespace xner::reports {

/// "9 scored, 1 failed"
[[nodiscard]] std::string runs_line(const Summary& summary);
[[nodiscard]] std::set<std::string> encoders(const Summary& summary);
/// One line for all sizes of a source.
[[nodiscard]] std::set<std::string> sources(const Summary& summary);
/// "" if all runs of one seed would have the same bytes.
[[nodiscard]] std::string comparability_line(const Summary& summary);

}  // namespace xner::reports
