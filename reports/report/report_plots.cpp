// See report_plots.hpp.
#include "reports/report/report_plots.hpp"

#include <algorithm>
#include <map>

#include "reports/runs/rows.hpp"

namespace xner::reports {
namespace {

constexpr std::size_t kMostLines = 16;

/// The rows of one source, by method and then by size.
struct Source {
  std::vector<std::string> sizes;
  std::vector<std::string> names;                               ///< in the order of the rows
  std::map<std::string, std::map<std::size_t, Row>> by_method;  ///< by name, place of the size
};

std::size_t place_of(const std::string& value, std::vector<std::string>& values) {
  const auto found = std::ranges::find(values, value);
  const auto place = static_cast<std::size_t>(found - values.begin());
  if (found == values.end()) values.push_back(value);
  return place;
}

std::optional<LinePlot::Point> point(std::size_t at, const Statistics& f1) {
  if (f1.n == 0) return std::nullopt;
  LinePlot::Point made{at, 100 * f1.mean};
  if (f1.deviation) made.deviation = 100 * *f1.deviation;
  return made;
}

/// @param value of a row: Statistics of its F1.
template <typename Value>
LinePlot::Panel panel_of(const Source& source, const std::string& title, Value value) {
  LinePlot::Panel panel{title, {}};
  for (const auto& name : source.names) {
    auto& line = panel.lines.emplace_back(LinePlot::Line{name, {}});
    for (const auto& [at, row] : source.by_method.at(name))
      if (const auto made = point(at, value(row))) line.points.push_back(*made);
  }
  return panel;
}

bool has_points(const LinePlot::Panel& panel) {
  return std::ranges::any_of(panel.lines, [](const auto& line) { return !line.points.empty(); });
}

LinePlot plot_of(const std::string& name, const Source& source,
                 const std::vector<std::string>& targets) {
  LinePlot plot;
  plot.title = "F1 in percent by size of the training sample";
  plot.x_title = "sentences of " + name;
  plot.sizes = source.sizes;
  if (targets.size() > 1)
    plot.panels.push_back(panel_of(source, "mean over targets", [&](const Row& row) {
      return statistics(averages_by_seed(row, targets));
    }));
  for (const auto& target : targets)
    plot.panels.push_back(panel_of(source, target, [&](const Row& row) {
      const Group* group = row.at(target);
      return group == nullptr ? Statistics{} : group->scores.f1();
    }));
  std::erase_if(plot.panels, [](const auto& panel) { return !has_points(panel); });
  return plot;
}

}  // namespace

std::vector<LinePlot> size_plots(const Summary& summary) {
  std::map<std::string, Source> sources;
  for (Row& row : rows_of(summary)) {
    const record::RunId id = row.front().id;
    Source& source = sources[id.source];
    const std::size_t at = place_of(id.size, source.sizes);
    static_cast<void>(place_of(row.name, source.names));
    source.by_method[row.name].emplace(at, std::move(row));
  }
  std::vector<LinePlot> plots;
  for (const auto& [name, source] : sources)
    if (source.sizes.size() > 1 && source.names.size() <= kMostLines)
      plots.push_back(plot_of(name, source, targets_of(summary)));
  std::erase_if(plots, [](const LinePlot& plot) { return plot.panels.empty(); });
  return plots;
}

}  // namespace xner::reports
