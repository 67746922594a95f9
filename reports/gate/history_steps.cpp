// See history_steps.hpp.
#include "reports/gate/history_steps.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/json.hpp"
#include "reports/gate/cells.hpp"

namespace xner::reports {
namespace fs = std::filesystem;
namespace {

using record::Json;

/// One line, if it is of a scored run.
struct Line {
  record::RunId id;
  std::string cell;  ///< its path
  std::string date;
  std::string xner;
  std::string test;  ///< what has to be equal for scores to be held against each other
  double f1 = 0;
};

std::optional<Line> line_of(std::string_view text) {
  const Json json = parse_json(text);
  if (!json.is_object() || !json.value("f1", Json()).is_number()) return std::nullopt;
  std::map<std::string, std::string> texts;
  for (const char* name : {"method", "variant", "source", "size", "target", "date", "signature",
                           "encoder", "selector"}) {
    const Json value = json.value(name, Json());
    if (!value.is_string()) return std::nullopt;
    texts[name] = value.get<std::string>();
  }
  Line line;
  line.id = {texts["method"], texts["variant"], texts["source"], texts["size"], texts["target"], 0};
  try {
    line.cell = cell_path(line.id);
  } catch (const Error&) {  // names that no run can have
    return std::nullopt;
  }
  line.date = texts["date"];
  line.xner = maker_of(json);
  line.test = texts["signature"] + "\n" + texts["encoder"] + "\n" + texts["selector"];
  line.f1 = json["f1"].get<double>();
  return line;
}

CellHistory history_of(std::vector<Line> lines) {
  std::stable_sort(lines.begin(), lines.end(),
                   [](const Line& a, const Line& b) { return a.date < b.date; });
  CellHistory cell{lines.back().id, {}};
  for (const Line& line : lines) {
    if (line.test != lines.back().test) continue;
    if (cell.points.empty() || cell.points.back().date != line.date)
      cell.points.push_back({line.date, line.xner, 0, 0});
    HistoryPoint& point = cell.points.back();
    point.f1 += (line.f1 - point.f1) / static_cast<double>(++point.seeds);
  }
  return cell;
}

}  // namespace

std::vector<CellHistory> read_history(const fs::path& file) {
  if (!fs::exists(file)) return {};
  std::map<std::string, std::vector<Line>> cells;
  const std::string text = read_file(file);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (auto line = line_of(std::string_view(text).substr(begin, end - begin)))
      cells[line->cell].push_back(std::move(*line));
    begin = end + 1;
  }
  std::vector<CellHistory> histories;
  for (auto& [key, lines] : cells) histories.push_back(history_of(std::move(lines)));
  return histories;
}

std::vector<HistoryStep> history_steps(const std::vector<CellHistory>& cells,
                                       const Margins& margins) {
  std::vector<HistoryStep> steps;
  for (const CellHistory& cell : cells) {
    std::vector<double> series;
    for (const HistoryPoint& point : cell.points) series.push_back(point.f1);
    for (const ChangePoint& change :
         change_points(series, {.magnitude = margins.of(cell.id) / 100}))
      steps.push_back({cell.id, cell.points[change.at], change.at, series.size(), change.before,
                       change.after, change.p});
  }
  std::stable_sort(steps.begin(), steps.end(), [](const HistoryStep& a, const HistoryStep& b) {
    return a.first.date > b.first.date;
  });
  return steps;
}

}  // namespace xner::reports
