// What makes a group's runs others than the experiment, or a group of the same name, says.
#pragma once

#include <string>

#include "reports/runs/summary.hpp"

namespace xner::reports {

/// "max_steps=12": what tells it from groups of its name; "" if nothing does.
[[nodiscard]] std::string distinct_text(const Group& group);

/// That, what it was chosen among, and its departures; "" if there is none of them.
[[nodiscard]] std::string conditions_text(const Group& group);

/// Whether two groups of one method are runs under the same conditions, as far as groups of a name
/// differ in them. Conditions that belong to a target are none.
[[nodiscard]] bool same_conditions(const Group& a, const Group& b);

}  // namespace xner::reports
