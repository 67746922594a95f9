// The gate for a reader: sentences, the terminal. See gate_report.hpp.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/utf8.hpp"
#include "reports/formats/markdown.hpp"
#include "reports/gate/gate_report.hpp"
#include "reports/runs/figures.hpp"
#include "reports/runs/names.hpp"

namespace xner::reports {
namespace {

/// Steps of the history that are said, the latest.
constexpr std::size_t kMostSteps = 10;
/// Sentences on passing cells are left out where there are more cells.
constexpr std::size_t kMostSentences = 40;
constexpr const char* kRandomWeights = "random: nothing follows for a pre-trained encoder";

/// "F1 went from 46.96 to 43.10, by -3.86 points (90 % interval -5.40 to -2.32; 5 + 5 seeds)".
std::string difference_text(const GateResult& result, const CellVerdict& cell) {
  const auto& test = cell.evidence->test;
  return fmt::format(
      "F1 went from {:.2f} to {:.2f}, by {} points ({:.4g} % interval {} to {}; {} + {} seeds)",
      100 * cell.baseline.f1.mean, 100 * cell.now.f1.mean, points(test.difference),
      100 * (1 - 2 * result.setting.alpha), points(test.interval.low), points(test.interval.high),
      cell.baseline.seeds.size(), cell.now.seeds.size());
}

/// ": 7 more in the new runs, 2 more in the baseline".
std::string more_seeds(const CellVerdict& cell) {
  std::vector<std::string> parts;
  for (const auto& [value, side] :
       {std::pair{&cell.now, "new runs"}, std::pair{&cell.baseline, "baseline"}})
    if (const std::size_t have = value->seeds.size(); have < *cell.seeds_needed)
      parts.push_back(fmt::format("{} more in the {}", *cell.seeds_needed - have, side));
  return parts.empty() ? "" : fmt::format(": {}", fmt::join(parts, ", "));
}

std::string doubt_text(const CellVerdict& cell) {
  const double margin = 100 * cell.margin;
  switch (cell.doubt) {
    case Doubt::kOneSeed:
      return "with one seed on a side nothing is known of its spread, so this speaks of single "
             "models; at least 2 seeds on each side are needed, 5 are advised";
    case Doubt::kNoise:
      return fmt::format(
          "not judged: over seeds it spreads by {:.2f} points where the baseline spreads by "
          "{:.2f}, more than {} times as wide; look at the runs",
          100 * *cell.now.f1.deviation, 100 * *cell.baseline.f1.deviation, kNoiseFactor);
    case Doubt::kSeeds:
      return fmt::format(
          "a loss of more than {:.2f} is neither shown nor excluded; if the difference stays so, "
          "{} seeds on each side would decide (power 0.8){}",
          margin, *cell.seeds_needed, more_seeds(cell));
    case Doubt::kTestSet:
      return fmt::format(
          "a test set of {} sentences cannot decide a margin of {:.2f} with this spread and up to "
          "{} seeds on each side; {}",
          cell.sentences, margin, score::kMostSeeds,
          cell.margin_possible
              ? fmt::format("a margin of {:.2f} it could", 100 * *cell.margin_possible)
              : "a larger margin or more sentences are needed");
    case Doubt::kAtMargin:
      return fmt::format(
          "{} seeds would not decide about a margin of {:.2f}, which the difference lies near; "
          "one above {:.2f} would pass",
          score::kMostSeeds, margin, -100 * cell.evidence->test.interval.low);
    case Doubt::kNone:
      break;
  }
  return "";
}

std::string failed_text(const CellVerdict& cell) {
  if (cell.failed.empty()) return "";
  const FailedRun& first = cell.failed.front();
  return fmt::format("{} of its runs failed, seed {}: {} ({})", cell.failed.size(), first.seed,
                     first.failure.message, first.failure.kind);
}

std::string core_sentence(const GateResult& result, const CellVerdict& cell) {
  const double margin = 100 * cell.margin;
  switch (cell.verdict) {
    case Verdict::kMissing:
      return cell.failed.empty() ? "the new runs have none of it" : "no run of it has a score";
    case Verdict::kIdentical:
      return fmt::format(
          "F1 {:.2f}; the {} gave the same counts, sentence by sentence", 100 * cell.now.f1.mean,
          cell.now.seeds == cell.baseline.seeds
              ? "same seeds"
              : fmt::format("{} seeds that both have",
                            std::min(cell.now.seeds.size(), cell.baseline.seeds.size())));
    case Verdict::kRegression:
      return fmt::format("{}: more is lost than the margin of {:.2f} ({}{})",
                         difference_text(result, cell), margin, p_said(cell.evidence->p_below_holm),
                         after_holm(result.tested, "cell"));
    case Verdict::kPass:
      return fmt::format("{}: a loss of more than {:.2f} is excluded ({})",
                         difference_text(result, cell), margin, p_said(cell.evidence->p_not_below));
    case Verdict::kImprovement:
      return fmt::format("{}: more is gained than the margin of {:.2f} ({}{})",
                         difference_text(result, cell), margin, p_said(cell.evidence->p_above_holm),
                         after_holm(result.tested, "cell"));
    case Verdict::kInconclusive:
      return difference_text(result, cell) + ": " + doubt_text(cell);
  }
  return "";
}

/// "m on de: F1 fell from 70.02 to 66.10 with publication 9 of 14: 2026-01-09, xner 0.1.0, p =
/// ...".
std::vector<std::string> step_sentences(const GateResult& result) {
  std::vector<std::string> sentences;
  for (const HistoryStep& step : result.steps) {
    if (sentences.size() == kMostSteps) {
      sentences.push_back(fmt::format("{} earlier steps", result.steps.size() - kMostSteps));
      break;
    }
    sentences.push_back(fmt::format(
        "{}: F1 {} from {:.2f} to {:.2f} with publication {} of {}: {}{}, {}",
        cell_title(step.id, result.one_source), step.after < step.before ? "fell" : "rose",
        100 * step.before, 100 * step.after, step.at + 1, step.points, step.first.date,
        step.first.xner.empty() ? "" : ", xner " + step.first.xner, p_said(step.p)));
  }
  return sentences;
}

/// Of identical cells "0.00", unless the means are of other seeds.
std::string change_text(const CellVerdict& cell) {
  if (cell.evidence) return points(cell.evidence->test.difference);
  const bool same = cell.verdict == Verdict::kIdentical && cell.now.seeds == cell.baseline.seeds;
  return same ? "0.00" : std::string(kUndefined);
}

Table cell_table(const GateResult& result) {
  Table table;
  table.columns = {{"method"},       {"target"},       {"baseline", true}, {"new", true},
                   {"change", true}, {"margin", true}, {"verdict"}};
  if (!result.one_source) table.columns.insert(table.columns.begin() + 1, TableColumn{"source"});
  for (const CellVerdict& cell : result.cells) {
    std::vector<Cell> row{method_name(cell.id)};
    if (!result.one_source) row.push_back(source_name(cell.id));
    const bool scored = cell.verdict != Verdict::kMissing;
    row.push_back(cell.id.target);
    row.push_back(percent(cell.baseline.f1));
    row.push_back(scored ? percent(cell.now.f1) : std::string(kUndefined));
    row.push_back(change_text(cell));
    row.push_back(fmt::format("{:.2f}", 100 * cell.margin));
    row.emplace_back(verdict_name(cell.verdict));
    if (cell.verdict <= Verdict::kMissing) table.alarms.push_back(table.rows.size());
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

const char* gate_verdict(const GateResult& result) noexcept {
  if (result.count(Verdict::kRegression) > 0) return "regression";
  if (result.incomplete()) return "incomplete";
  return result.count(Verdict::kInconclusive) > 0 ? "inconclusive" : "pass";
}

std::string gate_headline(const GateResult& result) {
  std::vector<Verdict> verdicts;
  for (const CellVerdict& cell : result.cells) verdicts.push_back(cell.verdict);
  return verdict_headline(gate_verdict(result), verdicts, "cell");
}

std::string verdict_sentence(const GateResult& result, const CellVerdict& cell) {
  std::string text = core_sentence(result, cell);
  for (const std::string& more :
       {failed_text(cell), fmt::format("{}", fmt::join(cell.notes, ", "))})
    if (!more.empty()) text += "; " + more;
  return text + ".";
}

std::string gate_to_terminal(const GateResult& result, bool colour) {
  std::string out = wrapped(gate_headline(result));
  const auto add = [&out](const std::string& text) { out += wrapped(terminal_text(text)); };
  add(fmt::format("runs      {}", result.runs));
  std::string baseline = result.baseline;
  if (result.entries.empty())
    baseline += " (run folders, not a saved baseline)";
  else
    baseline += fmt::format(" ({} by {}: {})", result.entries.back().when,
                            result.entries.back().who, result.entries.back().why);
  add(fmt::format("baseline  {}", baseline));
  if (result.random_weights) add(fmt::format("weights   {}", kRandomWeights));
  out += "\nF1 in percent, mean ± sample standard deviation over seeds\n" +
         to_terminal(cell_table(result), kTerminalWidth, colour) + "\n";
  const bool all = result.cells.size() <= kMostSentences;
  for (const CellVerdict& cell : result.cells)
    if (all || cell.verdict < Verdict::kPass || cell.verdict == Verdict::kImprovement)
      add(fmt::format("{}: {}: {}", verdict_name(cell.verdict),
                      cell_title(cell.id, result.one_source), verdict_sentence(result, cell)));
  for (const auto& path : result.new_cells)
    add(fmt::format("new: {}: the baseline has none of it; `xner baseline accept` takes it in.",
                    path));
  for (const auto& step : step_sentences(result)) add(fmt::format("history: {}.", step));
  for (const auto& problem : result.problems) add("problem: " + problem);
  return out;
}

std::string gate_to_markdown(const GateResult& result, std::size_t limit) {
  std::string head =
      fmt::format("## xner gate: {}\n\n- Runs: {}\n- Baseline: {}", gate_headline(result),
                  markdown_text(result.runs), markdown_text(result.baseline));
  if (!result.entries.empty())
    head += fmt::format(", {} by {}: {}", markdown_text(result.entries.back().when),
                        markdown_text(shortened(result.entries.back().who)),
                        markdown_text(shortened(result.entries.back().why, 2000)));
  if (result.random_weights) head += fmt::format("\n- Weights: {}", kRandomWeights);
  head += fmt::format(
      "\n- A cell passes if a loss beyond its margin is excluded (one-sided test over seeds and "
      "sentences, level "
      "{:g}); all have to, so that needs no correction. Regressions and improvements are corrected "
      "by Holm.\n\n",
      result.setting.alpha);
  const Table table = cell_table(result);
  std::vector<std::string> lines;
  for (const auto& problem : result.problems)
    lines.push_back("- **problem**: " + markdown_text(problem) + "\n");
  for (const CellVerdict& cell : result.cells)
    lines.push_back(fmt::format("- **{}** {}: {}\n", verdict_name(cell.verdict),
                                markdown_text(cell_title(cell.id, result.one_source)),
                                markdown_text(verdict_sentence(result, cell))));
  for (const auto& path : result.new_cells)
    lines.push_back("- **new** " + markdown_text(path) + ": the baseline has none of it\n");
  for (const auto& step : step_sentences(result))
    lines.push_back(fmt::format("- **history** {}.\n", markdown_text(step)));
  const auto render = [&](std::size_t rows, std::size_t sentences) {
    Table part = table;
    part.rows.resize(rows);
    std::string out = head + to_markdown(part) + "\n";
    for (std::size_t i = 0; i < sentences; ++i) out += lines[i];
    const std::size_t hidden = (table.rows.size() - rows) + (lines.size() - sentences);
    return hidden == 0
               ? out
               : out + fmt::format(
                           "\n{} more lines are left out: `xner gate --format json` has all.\n",
                           hidden);
  };
  std::size_t rows = table.rows.size(), sentences = lines.size();
  std::string out = render(rows, sentences);
  while (out.size() > limit && rows + sentences > 0) {
    rows /= 2;
    sentences /= 2;
    out = render(rows, sentences);
  }
  return out;
}

}  // namespace xner::reports
