// See report_facts.hpp.
#include "reports/report/report_facts.hpp"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/record/numeric_class.hpp"
#include "reports/runs/names.hpp"

namespace xner::reports {
namespace {

/// "" if all runs of one seed would have the same bytes.
std::string comparability_line(const Summary& summary) {
  const std::vector<record::Json> classes(summary.numeric_classes.begin(),
                                          summary.numeric_classes.end());
  const auto weakest = record::comparability(classes);
  if (weakest == record::Comparability::kBitwise) return "";
  return fmt::format("runs differ in {}: {}", fmt::join(record::differing_facts(classes), ", "),
                     weakest == record::Comparability::kTolerance
                         ? "equal seeds agree within a tolerance, not bit by bit"
                         : "compare distributions over seeds, not seed by seed");
}

}  // namespace

std::string runs_line(const Summary& summary) {
  std::string line = fmt::format("{} scored", summary.scored);
  if (summary.failed > 0) line += fmt::format(", {} failed", summary.failed);
  return line;
}

std::set<std::string> encoders(const Summary& summary) {
  std::set<std::string> names;
  for (const Group& group : summary.groups)
    names.insert(group.encoder + (group.random_weights ? " (random weights)" : ""));
  return names;
}

std::set<std::string> sources(const Summary& summary) {
  std::map<std::string, std::map<std::int64_t, std::string>> sizes;
  for (const Group& group : summary.groups)
    sizes[group.id.source][size_order(group.id.size)] = source_name(group.id);
  std::set<std::string> lines;
  for (const auto& [source, names] : sizes) {
    std::string line;
    for (const auto& [size, name] : names) line += (line.empty() ? "" : ", ") + name;
    lines.insert(std::move(line));
  }
  return lines;
}

std::vector<std::string> notes(const Summary& summary) {
  std::vector<std::string> lines(summary.published_notes.begin(), summary.published_notes.end());
  if (summary.makers.size() > 1)
    lines.push_back(
        fmt::format("the runs were made by {} builds of xner ({}): perhaps some are left of an "
                    "earlier command; env.json in each run's folder says which",
                    summary.makers.size(), fmt::join(summary.makers, ", ")));
  if (auto line = comparability_line(summary); !line.empty()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace xner::reports
