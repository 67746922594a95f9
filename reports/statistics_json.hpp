// Statistics as report.json has them.
#pragma once

#include "reports/summary.hpp"

namespace xner::reports {

/// {"n", "mean", "standard_deviation"}: null where there is none.
[[nodiscard]] inline record::Json to_json(const Statistics& value) {
  using record::Json;
  return {{"n", value.n},
          {"mean", value.n > 0 ? Json(value.mean) : Json(nullptr)},
          {"standard_deviation", value.deviation ? Json(*value.deviation) : Json(nullptr)}};
}

}  // namespace xner::reports
