// How reports write a figure.
#pragma once

#include <optional>
#include <string>

#include "reports/formats/table.hpp"
#include "reports/runs/statistics.hpp"

namespace xner::reports {

/// A fraction in percent with two digits, or "–" if undefined.
[[nodiscard]] std::string percent(const std::optional<double>& fraction);

/// "59.93 ± 0.41" in percent; without ± from one value, "–" from none.
[[nodiscard]] std::string percent(const Statistics& value);
/// The same with the deviation apart.
[[nodiscard]] Cell percent_cell(const Statistics& value);
/// "+1.25", a difference of two fractions in percentage points; "–" if there is none.
[[nodiscard]] std::string points(const std::optional<double>& difference);

}  // namespace xner::reports
