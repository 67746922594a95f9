// See published.hpp.
#include "reports/runs/published.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"

namespace xner::reports {
namespace {

using record::Json;
using record::PublishedCell;

std::string last_part(const std::string& encoder) {
  const auto mark = encoder.find_last_of("/:");
  return mark == encoder.npos ? encoder : encoder.substr(mark + 1);
}

bool is_row_of(const PublishedCell& cell, const Group& group) {
  if (cell.method != group.id.method) return false;
  const auto& parameters = cell.parameters.items();
  return std::all_of(parameters.begin(), parameters.end(), [&](const auto& parameter) {
    return group.conditions.is_object() &&
           group.conditions.value(parameter.key(), Json()) == parameter.value();
  });
}

/// "encoder a is not b", ...: what makes the runs others than the number is of.
std::vector<std::string> obstacles(const PublishedCell& cell, const Group& group) {
  std::vector<std::string> found;
  const auto check = [&](const char* what, const std::string& here, const std::string& there,
                         bool same) {
    if (!same) found.push_back(fmt::format("{} {} is not {}", what, here, there));
  };
  check("encoder", group.encoder, cell.encoder,
        group.encoder == cell.encoder ||
            (!group.random_weights && last_part(group.encoder) == last_part(cell.encoder)));
  check("source", group.source_train, cell.source_train, group.source_train == cell.source_train);
  check("test", group.target_test, cell.target_test, group.target_test == cell.target_test);
  return found;
}

/// "num_train_epochs=3 not 30": where the runs' training is not what the file says.
std::vector<std::string> other_conditions(const PublishedCell& cell, const Group& group) {
  std::vector<std::string> found;
  for (const auto& [name, there] : cell.conditions.items()) {
    const Json here = group.conditions.is_object() ? group.conditions.value(name, Json()) : Json();
    if (here.is_null() || there.is_array() || here == there || group.departures.contains(name))
      continue;
    found.push_back(fmt::format("{}={} not {}", name, here.dump(), there.dump()));
  }
  return found;
}

}  // namespace

void put_published_beside(std::span<const PublishedCell> cells, Summary& summary) {
  std::set<std::string> kept_back;
  std::set<std::string> conditions;
  std::int64_t withheld = 0;
  for (const PublishedCell& cell : cells)
    if (std::ranges::find(summary.published_targets, cell.target) ==
        summary.published_targets.end())
      summary.published_targets.push_back(cell.target);
  for (Group& group : summary.groups) {
    bool is_other = false;
    for (const PublishedCell& cell : cells) {
      if (!is_row_of(cell, group)) continue;
      group.row = cell.row;
      group.row_place = std::min(group.row_place, static_cast<std::size_t>(&cell - cells.data()));
      if (cell.target != group.id.target) continue;
      const auto found = obstacles(cell, group);
      is_other = is_other || !found.empty();
      // One example of each kind: a sweep has many.
      for (const auto& one : found)
        if (std::ranges::none_of(kept_back, [&](const auto& known) {
              return known.substr(0, known.find(' ')) == one.substr(0, one.find(' '));
            }))
          kept_back.insert(one);
      if (!found.empty() || cell.size != group.id.size) continue;
      group.published = cell;
      summary.published_notes.insert("published numbers: " + cell.source);
      for (auto& one : other_conditions(cell, group)) conditions.insert(std::move(one));
    }
    withheld += is_other ? 1 : 0;
  }
  if (withheld > 0)
    summary.published_notes.insert(
        fmt::format("published numbers are not shown beside {} of {} results, which are of other "
                    "data or another encoder: {}",
                    withheld, summary.groups.size(), fmt::join(kept_back, "; ")));
  if (!conditions.empty())
    summary.published_notes.insert(
        fmt::format("published numbers stand beside runs under other conditions than their file "
                    "says: {}",
                    fmt::join(conditions, ", ")));
}

void put_published_beside(const std::filesystem::path& experiment, Summary& summary) try {
  const auto file = experiment / record::kPublishedFile;
  if (!std::filesystem::exists(file)) return;
  put_published_beside(record::published_from_json(record::read_json(file), file), summary);
} catch (const Error& error) {
  summary.problems.emplace_back(error.what());
}

std::optional<double> difference(const Group& group) {
  const Statistics ours = group.scores.f1();
  if (!group.published || ours.n == 0) return std::nullopt;
  return ours.mean - group.published->f1;
}

}  // namespace xner::reports
