// See report.hpp.
#include "reports/report.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/record/numeric_class.hpp"
#include "reports/report_tables.hpp"

namespace xner::reports {
namespace {

/// With their mean, what 80 columns have room for beside source and method.
constexpr std::size_t kTargetsOnTerminal = 6;
/// A longer table of details is left to the Markdown.
constexpr std::size_t kMostDetailRows = 40;

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

/// One line for all sizes of a source.
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

std::string target_title(const Summary& summary) {
  std::string title = "Mean F1 by target, in percent";
  if (all_random(summary)) title += ", random weights";
  const bool silent = std::ranges::any_of(summary.groups, [](const Group& group) {
    return group.silent > 0 && group.silent == static_cast<std::int64_t>(group.seeds.size());
  });
  return title + (silent ? "; none: predicts no entity" : "");
}

void add_section(std::string& out, const char* title, const std::string& text, const Table& table) {
  if (table.rows.empty()) return;
  out +=
      fmt::format("\n## {}\n\n{}{}{}", title, text, text.empty() ? "" : "\n\n", to_markdown(table));
}

void add_list(std::string& out, const char* title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out += fmt::format("\n## {}\n\n", title);
  for (const auto& line : lines) out += "- " + line + "\n";
}

/// A block of code that the text cannot close.
std::string code_block(const std::string& text) {
  std::string out;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    out += "    " + terminal_text(std::string_view(text).substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return out;
}

void add_failures_of(std::string& out, const std::vector<Group>& groups) {
  for (const Group& group : groups) {
    for (const FailedRun& run : group.failed) {
      out += fmt::format("\n**{} on {}, seed {}**: {}: {}\n", markdown_text(method_name(group.id)),
                         markdown_text(group.id.target), run.seed, markdown_text(run.failure.kind),
                         markdown_text(run.failure.message));
      if (!run.failure.log_tail.empty()) out += "\n" + code_block(run.failure.log_tail);
    }
  }
}

void add_failures(std::string& out, const Summary& summary) {
  if (summary.failed == 0) return;
  out += "\n## Failed runs\n";
  add_failures_of(out, summary.groups);
  add_failures_of(out, summary.set_aside);
}

std::vector<std::string> signature_lines(const Summary& summary) {
  std::map<std::string, std::set<std::string>> targets;
  for (const Group& group : summary.groups)
    for (const auto& signature : group.signatures) targets[signature].insert(group.id.target);
  std::vector<std::string> lines;
  for (const auto& [signature, names] : targets)
    lines.push_back(fmt::format("{}: {}", markdown_text(fmt::format("{}", fmt::join(names, ", "))),
                                markdown_code(signature)));
  return lines;
}

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

std::vector<std::string> escaped(const std::vector<std::string>& lines) {
  std::vector<std::string> out;
  for (const auto& line : lines) out.push_back(markdown_text(line));
  return out;
}

}  // namespace

std::string report_to_terminal(const Summary& summary, bool colour) {
  std::string out =
      terminal_text(fmt::format("{}: {}", summary.experiment, runs_line(summary))) + "\n";
  for (const auto& name : encoders(summary)) out += "encoder  " + terminal_text(name) + "\n";
  for (const auto& name : sources(summary)) out += "source   " + terminal_text(name) + "\n";
  if (const auto selector = common_selector(summary); !selector.empty())
    out += "selector " + terminal_text(selector) + "\n";
  const auto add = [&](const std::string& title, const Table& table) {
    if (!table.rows.empty())
      out += fmt::format("\n{}\n{}", title, to_terminal(table, kTerminalWidth, colour));
  };
  for (const Table& table : target_tables(summary, kTargetsOnTerminal))
    add(target_title(summary), table);
  add("F1 in percent, mean ± sample standard deviation over seeds", result_table(summary));
  add("Configurations tried: F1 on source dev in percent, over targets and seeds",
      candidate_table(summary));
  const auto add_detail = [&](const std::string& title, const Table& table) {
    if (table.rows.size() <= kMostDetailRows) return add(title, table);
    out += "\n" + wrapped(fmt::format("{}: {} rows, in report.md", title, table.rows.size()));
  };
  add_detail("Per type, in percent", type_table(summary));
  add("By selector", selector_table(summary));
  add_detail("Malformed transitions (I- that opens an entity), words without wordpiece",
             irregularity_table(summary));
  add("Training, observed", training_table(summary));
  add("Inference, observed", inference_table(summary));
  std::vector<std::string> notes(summary.published_notes.begin(), summary.published_notes.end());
  if (const auto line = comparability_line(summary); !line.empty()) notes.push_back(line);
  for (const auto& note : notes) out += "\n" + wrapped(terminal_text("note: " + note));
  for (const auto& problem : summary.problems) out += "\nproblem: " + terminal_text(problem) + "\n";
  return out;
}

std::string report_to_markdown(const Summary& summary, const std::string& rebuild) {
  std::string out =
      fmt::format("# {}\n\n- Runs: {}\n", markdown_text(summary.experiment), runs_line(summary));
  for (const auto& name : encoders(summary)) out += "- Encoder: " + markdown_text(name) + "\n";
  for (const auto& name : sources(summary)) out += "- Source: " + markdown_text(name) + "\n";
  for (const auto& name : summary.machines) out += "- Machine: " + markdown_text(name) + "\n";
  if (const auto selector = common_selector(summary); !selector.empty())
    out += "- Selector: " + markdown_text(selector) + "\n";
  for (const auto& note : summary.published_notes) out += "- Note: " + markdown_text(note) + "\n";
  if (const auto line = comparability_line(summary); !line.empty())
    out += "- Note: " + markdown_text(line) + "\n";

  for (const Table& table : target_tables(summary, SIZE_MAX))
    add_section(out, target_title(summary).c_str(),
                "A row a method, as its paper calls it where that is known.", table);
  add_section(
      out, "F1",
      "In percent: mean ± sample standard deviation over seeds, micro average over entities.",
      result_table(summary));
  add_section(
      out, "Configurations tried",
      "F1 on source dev in percent, over targets and seeds. The best of a method is its row "
      "above; equal ones: the first. What the others got on targets is in their run "
      "folders, and decided nothing.",
      candidate_table(summary));
  add_section(
      out, "Per type",
      "In percent over the seeds where the value is defined; gold is the number of gold entities.",
      type_table(summary));
  add_section(out, "By selector",
              "The same trainings, stopped at the checkpoint that each selector takes.",
              selector_table(summary));
  add_section(out, "Per seed", "", seed_table(summary));
  add_failures(out, summary);
  add_section(out, "Irregularities",
              "A malformed transition is an I- label that opens an entity (predicted ones: all "
              "seeds together); a word without a wordpiece is labelled O.",
              irregularity_table(summary));
  add_section(out, "Observed training",
              "What the runs took in their sweep, every stage once; memory is the largest resident "
              "set of a stage.",
              training_table(summary));
  add_section(out, "Observed inference", "", inference_table(summary));
  add_list(out, "Problems", escaped(summary.problems));
  add_list(out, "Signatures", signature_lines(summary));

  out += "\n## Rebuild\n\n";
  if (!summary.commands.empty()) {
    out += "The runs were made by\n\n";
    for (const auto& command : summary.commands) out += code_block(command);
    out += "\n";
  }
  out +=
      "Each run's folder holds the `config.toml` that makes it again with `xner run`. This page is "
      "made from the "
      "folders by\n\n";
  return out + code_block(rebuild);
}

}  // namespace xner::reports
