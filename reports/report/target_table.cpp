// Methods against targets, as papers print it. See report_tables.hpp.
#include <algorithm>

#include <fmt/format.h>

#include "harness/base/utf8.hpp"
#include "reports/report/report_tables.hpp"
#include "reports/runs/conditions.hpp"
#include "reports/runs/figures.hpp"
#include "reports/runs/published.hpp"
#include "reports/runs/rows.hpp"

namespace xner::reports {
namespace {

/// A reason is longer in the section of failed runs.
constexpr std::size_t kMostReason = 160;

std::optional<double> ours_of(const Group& group) {
  const Statistics f1 = group.scores.f1();
  return f1.n > 0 ? std::optional(f1.mean) : std::nullopt;
}

std::string failures_of(const Group& group) {
  const FailedRun& first = group.failed.front();
  std::string text = fmt::format("seed {} failed: {}: {}", first.seed, first.failure.kind,
                                 shortened(first.failure.message, kMostReason));
  if (group.failed.size() > 1) text += fmt::format(", and {} more", group.failed.size() - 1);
  return text;
}

Cell missing(const char* text, std::string note) {
  Cell cell(text);
  cell.note = std::move(note);
  cell.look = Look::kMissing;
  return cell;
}

Cell ours_cell(const Group* group) {
  if (group == nullptr) return missing("–", "no run");
  const auto runs = static_cast<std::int64_t>(group->seeds.size());
  if (runs == 0 && !group->failed.empty()) {
    Cell cell("failed");
    cell.note = failures_of(*group);
    cell.look = Look::kFailed;
    return cell;
  }
  if (group->silent == runs && runs > 0) return missing("none", "predicts no entity");
  Cell cell = percent_cell(group->scores.f1());
  if (group->silent > 0)
    cell.note = fmt::format("predicts no entity with {} of {} seeds", group->silent, runs);
  if (!group->failed.empty()) cell.note = failures_of(*group);
  return cell;
}

Cell quiet(Cell cell) {
  if (cell.look == Look::kPlain) cell.look = Look::kQuiet;
  cell.note.clear();
  return cell;
}

Cell published_cell(const Group* group) {
  if (group == nullptr || !group->published) return missing("–", "");
  return quiet(percent_cell({1, group->published->f1, group->published->deviation}));
}

Cell difference_cell(const Group* group) {
  const auto apart = group == nullptr ? std::nullopt : difference(*group);
  return apart ? quiet(points(apart)) : missing("–", "");
}

/// The mean of what all targets have.
template <typename Value>
std::optional<double> mean_over(const Row& row, const std::vector<std::string>& targets,
                                Value value) {
  std::vector<double> defined;
  for (const auto& target : targets) {
    const Group* group = row.at(target);
    const auto number = group == nullptr ? std::nullopt : value(*group);
    if (!number) return std::nullopt;
    defined.push_back(*number);
  }
  return statistics(defined).mean;
}

Cell average_cell(const Row& row, const std::vector<std::string>& targets) {
  if (const auto by_seed = averages_by_seed(row, targets); !by_seed.empty())
    return percent_cell(statistics(by_seed));
  const auto mean = mean_over(row, targets, ours_of);
  return mean ? percent_cell({1, *mean, std::nullopt}) : missing("–", "");
}

/// "3", or "2–3" if the targets have different numbers.
std::string seeds_text(const Row& row) {
  std::size_t least = SIZE_MAX, most = 0;
  for (const auto& [target, group] : row.groups) {
    least = std::min(least, group->seeds.size());
    most = std::max(most, group->seeds.size());
  }
  return least == most ? std::to_string(most) : fmt::format("{}–{}", least, most);
}

Cell name_cell(const Row& row) {
  Cell cell(row.name);
  std::set<std::string> said;
  for (const auto& [target, group] : row.groups)
    if (const auto text = conditions_text(*group); !text.empty()) said.insert(text);
  for (const auto& text : said) cell.note += (cell.note.empty() ? "" : "; ") + text;
  return cell;
}

/// The targets from `begin` on that one table has room for, and the mean behind the last of all.
struct Columns {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Ours, and below it what is published and the difference.
void add_row(const Row& row, const std::set<std::string>& best,
             const std::vector<std::string>& targets, const Columns& columns, Table& table) {
  const auto line = [&](Cell name, auto cell_of, Cell mean, Cell seeds) {
    auto& cells = table.rows.emplace_back();
    cells.push_back(std::move(name));
    for (std::size_t i = columns.begin; i < columns.end; ++i) cells.push_back(cell_of(targets[i]));
    if (columns.end < targets.size()) return;
    cells.push_back(std::move(mean));
    cells.push_back(std::move(seeds));
  };
  const auto marked = [&](Cell cell, const std::string& target) {
    if (best.contains(target) && cell.look == Look::kPlain) cell.look = Look::kBest;
    return cell;
  };
  line(
      name_cell(row), [&](const auto& target) { return marked(ours_cell(row.at(target)), target); },
      marked(average_cell(row, targets), kMean), seeds_text(row));
  const bool published = std::ranges::any_of(
      row.groups, [](const auto& entry) { return entry.second->published.has_value(); });
  if (!published) return;
  const auto there = mean_over(row, targets, [](const Group& group) {
    return group.published ? std::optional(group.published->f1) : std::nullopt;
  });
  const auto apart = mean_over(row, targets, difference);
  line(
      quiet("- published"), [&](const auto& target) { return published_cell(row.at(target)); },
      there ? quiet(percent_cell({1, *there, std::nullopt})) : missing("–", ""), quiet(""));
  line(
      quiet("- difference"), [&](const auto& target) { return difference_cell(row.at(target)); },
      apart ? quiet(points(apart)) : missing("–", ""), quiet(""));
}

}  // namespace

std::vector<Table> target_tables(const Summary& summary, std::size_t most,
                                 const Differences& found) {
  const std::vector<std::string> targets = targets_of(summary);
  const std::vector<Row> rows = rows_of(summary);
  const bool banded = several_sources(rows);
  std::vector<Table> tables;
  if (targets.size() < 2 || rows.size() < 2) return tables;
  for (std::size_t begin = 0; begin < targets.size(); begin += most) {
    const Columns columns{begin, std::min(begin + most, targets.size())};
    Table& table = tables.emplace_back();
    table.columns = {{"method"}};
    for (std::size_t i = begin; i < columns.end; ++i) table.columns.push_back({targets[i], true});
    if (columns.end == targets.size()) {
      table.columns.push_back({"mean", true});
      table.columns.push_back({"seeds", true});
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (banded) table.begin_band(rows[i].source);
      const bool judged = i < found.rows.size();
      add_row(rows[i], judged ? found.rows[i].best : std::set<std::string>(), targets, columns,
              table);
    }
    if (targets.size() - begin <= most) break;  // `most` may be SIZE_MAX
  }
  return tables;
}

}  // namespace xner::reports
