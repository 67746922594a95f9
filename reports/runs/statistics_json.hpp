// Statistics, and what may be undefined, in JSON.
#pragma once

#include <optional>

#include "harness/record/run_record.hpp"
#include "reports/runs/statistics.hpp"

namespace xner::reports {

template <typename Value>
[[nodiscard]] record::Json or_null(const std::optional<Value>& value) {
  return value ? record::Json(*value) : record::Json();
}

/// {"n", "mean", "standard_deviation"}: null where there is none.
[[nodiscard]] inline record::Json to_json(const Statistics& value) {
  using record::Json;
  return {{"n", value.n},
          {"mean", value.n > 0 ? Json(value.mean) : Json(nullptr)},
          {"standard_deviation", or_null(value.deviation)}};
}

}  // namespace xner::reports
