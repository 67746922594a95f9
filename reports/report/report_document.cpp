// A report's document: which tables stand in it, in which order, and what is said with them. See
// report.hpp.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/report/difference_tables.hpp"
#include "reports/report/error_tables.hpp"
#include "reports/report/report.hpp"
#include "reports/report/report_facts.hpp"
#include "reports/report/report_plots.hpp"
#include "reports/report/report_tables.hpp"
#include "reports/runs/names.hpp"
#include "reports/runs/rows.hpp"

namespace xner::reports {
namespace {

void add_facts(const Summary& summary, Document& document) {
  auto& facts = document.facts;
  facts.emplace_back("Runs", runs_line(summary));
  const std::string selector = common_selector(summary);
  for (const auto& name : encoders(summary)) facts.emplace_back("Encoder", name);
  for (const auto& name : sources(summary)) facts.emplace_back("Source", name);
  for (const auto& name : summary.machines) facts.emplace_back("Machine", name);
  for (const auto& name : summary.makers) facts.emplace_back("Build", name);
  if (!selector.empty()) facts.emplace_back("Selector", selector);
  document.notes = notes(summary);
}

/// Of both kinds, in sections of their own: one is never read for the other.
void add_throughput(const Summary& summary, Document& document) {
  document.add_table(
      "Observed training",
      "What the runs took in their sweep, every stage once; memory is the largest resident set of "
      "a stage.",
      training_table(summary));
  document.add_table("Observed inference", "", inference_table(summary));
  const auto add_measured = [&](const char* title, const char* text, Table table) {
    table.remarks = measured_conditions(summary.measured);
    document.add_table(title, text, std::move(table));
  };
  add_measured("Measured training",
               "What xner bench measured, stage by stage and alone on the device: medians over "
               "repetitions of the whole stage without its evaluation, and the coefficient of "
               "variation (CV) of the time. Not what the runs above took, and comparable only with "
               "what the same machine measured.",
               measured_training_table(summary.measured));
  add_measured("Measured inference", "All sentences of a stage, in batches.",
               measured_inference_table(summary.measured));
  add_measured("Measured latency", "The same sentence by sentence, and percentiles over them.",
               measured_latency_table(summary.measured));
}

void add_failures(const std::vector<Group>& groups, Section& section) {
  for (const Group& group : groups)
    for (const FailedRun& run : group.failed) {
      section.parts.emplace_back(
          Paragraph{fmt::format("{} on {}, seed {}", name_of(group), group.id.target, run.seed),
                    fmt::format("{}: {}", run.failure.kind, run.failure.message)});
      if (!run.failure.log_tail.empty()) section.parts.emplace_back(Code{run.failure.log_tail});
    }
}

void add_failures(const Summary& summary, Document& document) {
  Section section{"Failed runs", {}};
  add_failures(summary.groups, section);
  add_failures(summary.set_aside, section);
  if (!section.parts.empty()) document.sections.push_back(std::move(section));
}

void add_list(Document& document, const char* title, std::vector<Item> items) {
  if (!items.empty()) document.sections.push_back({title, {List{std::move(items)}}});
}

std::vector<Item> signature_items(const Summary& summary) {
  std::map<std::string, std::set<std::string>> targets;
  for (const Group& group : summary.groups)
    for (const auto& signature : group.signatures) targets[signature].insert(group.id.target);
  std::vector<Item> items;
  for (const auto& [signature, names] : targets)
    items.push_back({fmt::format("{}", fmt::join(names, ", ")), signature});
  return items;
}

void add_rebuild(const Summary& summary, const std::string& rebuild, Document& document) {
  Section section{"Rebuild", {}};
  if (!summary.commands.empty()) {
    std::string commands;
    for (const auto& command : summary.commands) commands += command + "\n";
    section.parts.emplace_back(Paragraph{"", "The runs were made by"});
    section.parts.emplace_back(Code{std::move(commands)});
  }
  section.parts.emplace_back(
      Paragraph{"",
                "Each run's folder holds the config.toml that makes it again with xner run. This "
                "page is made from the folders by"});
  section.parts.emplace_back(Code{rebuild});
  document.sections.push_back(std::move(section));
}

void add_differences(const Summary& summary, const Differences& found, Document& document) {
  Table table = difference_table(summary, found);
  if (table.rows.empty()) return;
  table.remarks = reading_of_reference(found);
  Section section{(are_ablations(summary, found) ? "What each component is worth: difference to "
                                                 : "Difference to ") +
                      found.reference,
                  {}};
  section.parts.emplace_back(std::move(table));
  section.parts.emplace_back(forest_plot(summary, found));
  document.sections.push_back(std::move(section));
}

void add_results(const Summary& summary, const Differences& found, Document& document) {
  for (Table& table : target_tables(summary, SIZE_MAX, found)) {
    table.remarks.emplace_back(
        "F1 in percent, micro average over entities: mean ± sample standard deviation over seeds; "
        "the mean over targets is taken within each seed first");
    for (auto& line : reading_of_best(found)) table.remarks.push_back(std::move(line));
    document.add_table("F1 by target", "", std::move(table));
  }
  add_differences(summary, found, document);
  Section sizes{"F1 by training size", {}};
  for (LinePlot& plot : size_plots(summary)) sizes.parts.emplace_back(std::move(plot));
  if (!sizes.parts.empty()) document.sections.push_back(std::move(sizes));
  document.add_table(
      "Results",
      "F1 in percent: mean ± sample standard deviation over seeds, micro average over entities.",
      result_table(summary));
  document.add_table(
      "Configurations tried",
      "F1 on source dev in percent, over targets and seeds. The best of a method is its row "
      "above; equal ones: the first. What the others got on targets is in their run "
      "folders, and decided nothing.",
      candidate_table(summary));
}

void add_details(const Summary& summary, const Differences& found, Document& document) {
  document.add_table("Differences in full",
                     "In points; the standard error is of the combined test.",
                     difference_details(summary, found), true);
  document.add_table(
      "Per type",
      "In percent over the seeds where the value is defined; gold is the number of gold entities.",
      type_table(summary), true);
  add_error_details(summary, document);
  document.add_table("By selector",
                     "The same trainings, stopped at the checkpoint that each selector takes.",
                     selector_table(summary), true);
  document.add_table("Per seed", "", seed_table(summary), true);
  document.add_table(
      "Irregularities",
      "A malformed transition is an I- label that opens an entity (predicted ones: all seeds "
      "together); a word without a wordpiece is labelled O.",
      irregularity_table(summary), true);
}

}  // namespace

Document report_document(const Summary& summary, const Differences& found,
                         const std::string& rebuild) {
  Document document;
  document.title = summary.experiment;
  add_facts(summary, document);
  document.notes.insert(document.notes.end(), found.notes.begin(), found.notes.end());
  std::vector<Item> problems;
  for (const auto& problem : summary.problems) problems.push_back({problem});
  add_list(document, "Problems", std::move(problems));
  add_results(summary, found, document);
  add_errors(summary, document);
  add_failures(summary, document);
  add_throughput(summary, document);
  add_details(summary, found, document);
  add_list(document, "Signatures", signature_items(summary));
  add_rebuild(summary, rebuild, document);
  return document;
}

}  // namespace xner::reports
