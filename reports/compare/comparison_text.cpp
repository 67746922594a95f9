// See comparison.hpp: what is said and shown.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reports/compare/comparison.hpp"
#include "reports/formats/markdown.hpp"
#include "reports/runs/figures.hpp"
#include "reports/runs/names.hpp"
#include "reports/runs/summary.hpp"

namespace xner::reports {
namespace {

using score::CombinedTest;
using score::Interval;

/// A longer table of types is left to the Markdown.
constexpr std::size_t kMostTypeRows = 40;
/// Beyond, nobody trains.
constexpr std::size_t kMostSeeds = 50;

/// Points with one digit, for sentences: "2.1"; never "-0.0".
std::string tenths(double fraction) {
  const std::string text = fmt::format("{:.1f}", 100 * fraction);
  return text == "-0.0" ? "0.0" : text;
}
std::string interval_text(const Interval& interval) {
  return fmt::format("{:.2f} to {:.2f}", 100 * interval.low, 100 * interval.high);
}
std::string level_text(double alpha) { return fmt::format("{:.4g} %", 100 * (1 - alpha)); }

std::string mean_text(const std::vector<double>& f1) { return percent(statistics(f1)); }

std::string row_title(const std::string& source, const std::string& target) {
  return source.empty() ? target : source + " " + target;
}

std::string macro_title(const MacroComparison& macro) { return row_title(macro.source, "mean"); }

/// "3 + 5 seeds", "one seed each".
std::string seeds_text(const CombinedTest& test) {
  if (test.runs_a == 1 && test.runs_b == 1) return "one run each";
  return fmt::format("{} + {} seeds", test.runs_a, test.runs_b);
}

/// What a reader could do to see more.
std::string way_out(const CombinedTest& test, double detectable, double level) {
  std::string text =
      fmt::format(" This design would see {} points (4 times in 5).", tenths(detectable));
  if (test.scope == score::Scope::kModels)
    return text + " With several seeds each, the methods could be compared.";
  if (const auto seeds =
          score::seeds_to_see(test, test.difference, level, score::kPower, kMostSeeds))
    return text + fmt::format(" {} seeds each would see a difference of this size.", *seeds);
  const std::size_t more = std::max(test.runs_a, test.runs_b) + 5;
  const auto seen = score::detectable_with_seeds(test, more, level);
  return text + fmt::format(" {} seeds each would see {} points.", more, tenths(*seen));
}

struct Said {
  std::string where;      ///< "On de", "On average over 3 targets"
  std::string corrected;  ///< " after Holm over 2 targets", or ""
  double p = 1;
  double level = score::kAlpha;  ///< at which a new design would be judged
  double detectable = 0;
};

std::string conclusion(const Comparison& comparison, const CombinedTest& test, const Said& said) {
  const bool models = test.scope == score::Scope::kModels;
  const bool told_apart = said.p <= comparison.setting.alpha, ahead = test.difference > 0;
  // "B is better by 4.0 points" has the interval of B - A.
  const bool turned = told_apart && !ahead;
  const std::string evidence =
      fmt::format("{} interval {} to {}; {}; {}{}", level_text(comparison.setting.alpha),
                  tenths(turned ? -test.interval.high : test.interval.low),
                  tenths(turned ? -test.interval.low : test.interval.high), seeds_text(test),
                  p_said(said.p), said.corrected);
  if (told_apart) {
    return fmt::format("{}, {}{} is better than {}{} by {} points ({}).{}", said.where,
                       models ? "this model of " : "", ahead ? comparison.a : comparison.b,
                       models ? "this model of " : "", ahead ? comparison.b : comparison.a,
                       tenths(std::abs(test.difference)), evidence,
                       models ? " One seed says nothing of a method's other seeds." : "");
  }
  return fmt::format("{}, {} and {} cannot be told apart: {:+.1f} points ({}).{}", said.where,
                     comparison.a, comparison.b, 100 * test.difference, evidence,
                     way_out(test, said.detectable, said.level));
}

Table result_rows(const Comparison& comparison) {
  Table table;
  table.columns = {{"target", false},  {"A", true}, {"B", true},     {"A - B", true},
                   {"interval", true}, {"p", true}, {"p Holm", true}};
  for (const TargetComparison& row : comparison.targets)
    table.rows.push_back({row_title(row.source, row.target), mean_text(row.f1_a),
                          mean_text(row.f1_b), points(row.test.difference),
                          interval_text(row.test.interval), p_text(row.test.p),
                          p_text(row.p_holm)});
  for (const MacroComparison& macro : comparison.macros)
    table.rows.push_back({macro_title(macro), mean_text(macro.f1_a), mean_text(macro.f1_b),
                          points(macro.test.difference), interval_text(macro.test.interval),
                          p_text(macro.test.p), ""});
  if (comparison.targets.size() == 1) table.columns.pop_back(), table.rows.front().pop_back();
  return table;
}

std::string optional_p(const std::optional<score::MeanTest>& test) {
  return test ? p_text(test->p) : std::string(kUndefined);
}

Table other_rows(const Comparison& comparison) {
  Table table;
  table.columns = {{"target", false},
                   {"sees", true},
                   {"Welch", true},
                   {"paired", true},
                   {"random.", true},
                   {"bootstrap", true},
                   {"bootstrap interval", true},
                   {"P(A > B)", true}};
  for (const TargetComparison& row : comparison.targets)
    table.rows.push_back(
        {row_title(row.source, row.target), tenths(row.detectable), optional_p(row.welch),
         comparison.setting.pair_seeds ? optional_p(row.paired) : "", p_text(row.randomization.p),
         p_text(row.bootstrap.p), interval_text(row.bootstrap.interval),
         fmt::format("{:.2f}", row.superiority.probability)});
  for (const MacroComparison& macro : comparison.macros)
    table.rows.push_back({macro_title(macro), tenths(macro.detectable), "", "", "",
                          p_text(macro.bootstrap.p), interval_text(macro.bootstrap.interval), ""});
  table.drop_if_empty("paired");
  return table;
}

Table type_rows(const Comparison& comparison) {
  Table table;
  table.columns = {{"target", false},  {"type", false}, {"gold", true},
                   {"A", true},        {"B", true},     {"A - B", true},
                   {"interval", true}, {"p", true},     {"p BH", true}};
  for (const TargetComparison& row : comparison.targets)
    for (const TypeComparison& type : row.types)
      table.rows.push_back({row_title(row.source, row.target), type_name(type.type),
                            std::to_string(type.gold), percent(type.f1_a), percent(type.f1_b),
                            points(type.test.difference), interval_text(type.test.interval),
                            p_text(type.test.p), p_text(type.p_exploratory)});
  return table;
}

constexpr const char* kResultTitle = "F1 in percent, mean ± deviation over seeds; A - B in points";
constexpr const char* kOtherTitle = "What other tests say, and what this design could see";
constexpr const char* kTypeTitle = "By type, exploratory";

std::string result_note(const Comparison& comparison) {
  return fmt::format(
      "interval ({}) and p: over seeds and test sentences together. p Holm: corrected for the {} "
      "targets.",
      level_text(comparison.setting.alpha), comparison.targets.size());
}

std::string other_note(const Comparison& comparison) {
  return fmt::format(
      "sees: the smallest true difference, in points, that this design finds 4 times in 5. "
      "Welch{}: "
      "over seeds, the test sentences taken as fixed. random. (approximate randomization) and "
      "bootstrap: over sentences, {} resamples, these models taken as fixed. P(A > B): that a run "
      "of A beats one of B.",
      comparison.setting.pair_seeds ? " and paired by seed" : "", comparison.setting.resamples);
}

constexpr const char* kTypeNote =
    "p BH: Benjamini and Hochberg over all rows. Where to look, not what to claim.";

constexpr const char* kBucketTitle = "By type and bucket: F1 in percent, A - B in points";

std::string bucket_note(const Comparison& comparison) {
  const std::string of = comparison.targets.size() > 1 ? ", all targets together" : "";
  const std::string kinds =
      "length: the entity's words; sentence: the sentence's words; surface: whether the entity's "
      "words are an entity in the source's training text; pieces: wordpieces a word.";
  const auto tests = std::ranges::count_if(comparison.buckets,
                                           [](const auto& row) { return row.test.has_value(); });
  const std::string fixed =
      tests < std::ssize(comparison.buckets)
          ? " No test where a side has one run, or where seeds make no difference."
          : "";
  if (tests == 0) return fmt::format("Entities by what they are{}. {}{}", of, kinds, fixed);
  return fmt::format(
      "Entities by what they are{}. {} interval ({}) and p: Welch over seeds, these test sentences "
      "taken as fixed. p Holm: corrected for {} rows.{}",
      of, kinds, level_text(comparison.setting.alpha), tests, fixed);
}

std::string sentences_title(const Comparison& comparison) {
  if (comparison.sentences.empty()) return "No sentence in which the numbers of errors differ";
  return fmt::format(
      "The {} in which A and B differ most, by errors: entities missed and entities wrong, mean "
      "over "
      "seeds",
      comparison.sentences.size() == 1 ? std::string("sentence")
                                       : fmt::format("{} sentences", comparison.sentences.size()));
}

}  // namespace

std::vector<std::string> conclusions(const Comparison& comparison) {
  std::vector<std::string> lines;
  const std::size_t targets = comparison.targets.size();
  const double alpha = comparison.setting.alpha;
  for (const TargetComparison& row : comparison.targets)
    lines.push_back(
        conclusion(comparison, row.test,
                   {"On " + row_title(row.source, row.target),
                    targets > 1 ? fmt::format(" after Holm over {} targets", targets) : "",
                    row.p_holm, alpha / static_cast<double>(targets), row.detectable}));
  for (const MacroComparison& macro : comparison.macros)
    lines.push_back(conclusion(comparison, macro.test,
                               {fmt::format("On average over {} targets{}", macro.targets,
                                            macro.source.empty() ? "" : " of " + macro.source),
                                "", macro.test.p, alpha, macro.detectable}));
  const auto count = [&](const std::string& name, std::size_t stands) {
    if (targets > 1 && stands > 0)
      lines.push_back(
          fmt::format("{} is better on at least {} of {} targets (partial conjunction).", name,
                      stands, targets));
  };
  count(comparison.a, comparison.better);
  count(comparison.b, comparison.worse);
  return lines;
}

std::string comparison_to_terminal(const Comparison& comparison, bool colour) {
  std::string out =
      "A  " + terminal_text(comparison.a) + "\nB  " + terminal_text(comparison.b) + "\n\n";
  for (const auto& line : conclusions(comparison)) out += wrapped(terminal_text(line)) + "\n";
  const auto add = [&](const char* title, const Table& table, const std::string& note) {
    out +=
        fmt::format("{}\n{}{}\n", title, to_terminal(table, kTerminalWidth, colour), wrapped(note));
  };
  add(kResultTitle, result_rows(comparison), result_note(comparison));
  add(kOtherTitle, other_rows(comparison), other_note(comparison));
  const Table types = type_rows(comparison);
  if (types.rows.size() > kMostTypeRows)
    out +=
        wrapped(fmt::format("{}: {} rows, with --format markdown", kTypeTitle, types.rows.size())) +
        "\n";
  else if (!types.rows.empty())
    add(kTypeTitle, types, kTypeNote);
  if (!comparison.buckets.empty())
    add(kBucketTitle, bucket_rows(comparison.buckets), bucket_note(comparison));
  if (comparison.setting.sentences > 0) {
    out += wrapped(sentences_title(comparison)) + "\n";
    for (const auto& sentence : comparison.sentences) out += sentence_text(sentence) + "\n";
  }
  for (const auto& note : comparison.notes) out += wrapped(terminal_text("note: " + note));
  return out;
}

std::string comparison_to_markdown(const Comparison& comparison) {
  std::string out = fmt::format("# {} against {}\n\n- A: {}\n- B: {}\n",
                                markdown_text(comparison.a), markdown_text(comparison.b),
                                markdown_text(comparison.a), markdown_text(comparison.b));
  for (const auto& note : comparison.notes) out += "- Note: " + markdown_text(note) + "\n";
  out += "\n## What follows\n\n";
  for (const auto& line : conclusions(comparison)) out += "- " + markdown_text(line) + "\n";
  const auto add = [&](const char* title, const Table& table, const std::string& note) {
    out += fmt::format("\n## {}\n\n{}\n{}\n", title, to_markdown(table), markdown_text(note));
  };
  add(kResultTitle, result_rows(comparison), result_note(comparison));
  add(kOtherTitle, other_rows(comparison), other_note(comparison));
  const Table types = type_rows(comparison);
  if (!types.rows.empty()) add(kTypeTitle, types, kTypeNote);
  if (!comparison.buckets.empty())
    add(kBucketTitle, bucket_rows(comparison.buckets), bucket_note(comparison));
  if (comparison.setting.sentences == 0) return out;
  out += fmt::format("\n## {}\n", markdown_text(sentences_title(comparison)));
  for (const auto& sentence : comparison.sentences)
    out += "\n" + markdown_block(sentence_text(sentence));
  return out;
}

}  // namespace xner::reports
