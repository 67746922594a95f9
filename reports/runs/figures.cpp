// See figures.hpp.
#include "reports/runs/figures.hpp"

#include <fmt/format.h>

namespace xner::reports {

std::string percent(const std::optional<double>& fraction) {
  return fraction ? fmt::format("{:.2f}", 100 * *fraction) : std::string(kUndefined);
}

Cell percent_cell(const Statistics& value) {
  if (value.n == 0) {
    Cell cell{std::string(kUndefined)};
    cell.look = Look::kMissing;
    return cell;
  }
  Cell cell(fmt::format("{:.2f}", 100 * value.mean));
  if (value.deviation) cell.spread = fmt::format("± {:.2f}", 100 * *value.deviation);
  return cell;
}

std::string points(const std::optional<double>& difference) {
  return difference ? fmt::format("{:+.2f}", 100 * *difference) : std::string(kUndefined);
}

std::string percent(const Statistics& value) { return percent_cell(value).words(); }

}  // namespace xner::reports
