// report.csv and report_summary.csv. See report.hpp.
#include <algorithm>
#include <map>

#include "reports/formats/csv.hpp"
#include "reports/report/report.hpp"
#include "reports/runs/published.hpp"
#include "reports/runs/rows.hpp"

namespace xner::reports {
namespace {

/// "" instead of an empty object.
std::string json_text(const record::Json& json) {
  return json.empty() ? "" : json.dump(-1, ' ', false, record::Json::error_handler_t::replace);
}

void header(CsvWriter& csv, std::initializer_list<const char*> names) {
  for (const char* name : names) csv.text(name);
}

void name_columns(CsvWriter& csv) {
  header(csv, {"experiment", "method", "variant", "paper_row", "source", "size", "target"});
}

void names_of(const Group& group, CsvWriter& csv) {
  csv.text(group.experiment).text(group.id.method).text(group.id.variant).text(group.row);
  csv.text(group.id.source).text(group.id.size).text(group.id.target);
}

void condition_columns(CsvWriter& csv) {
  header(csv, {"encoder", "random_weights", "selector", "departures", "swept", "signature"});
}

void conditions_of(const Group& group, CsvWriter& csv) {
  std::string signatures;
  for (const auto& one : group.signatures) signatures += (signatures.empty() ? "" : " ") + one;
  csv.text(group.encoder).number(std::int64_t{group.random_weights}).text(group.selector);
  csv.text(json_text(group.departures)).text(json_text(group.swept)).text(signatures);
}

void statistics_of(const Statistics& value, CsvWriter& csv) {
  csv.number(value.n > 0 ? std::optional(value.mean) : std::nullopt).number(value.deviation);
}

std::map<const Group*, const Difference*> differences_by_group(const std::vector<Row>& rows,
                                                               const Differences& found) {
  std::map<const Group*, const Difference*> by_group;
  for (std::size_t i = 0; i < std::min(rows.size(), found.rows.size()); ++i)
    for (const auto& [target, group] : rows[i].groups)
      if (const auto at = found.rows[i].to_reference.find(target);
          at != found.rows[i].to_reference.end())
        by_group[group] = &at->second;
  return by_group;
}

void difference_of(const Difference* difference, CsvWriter& csv) {
  for (double score::MeanTest::*value : {&score::MeanTest::difference, &score::MeanTest::p})
    csv.number(difference == nullptr ? std::nullopt : std::optional(difference->test.*value));
  csv.number(difference == nullptr ? std::nullopt : std::optional(difference->p_holm));
  for (double score::Interval::*end : {&score::Interval::low, &score::Interval::high})
    csv.number(difference == nullptr ? std::nullopt
                                     : std::optional(difference->test.interval.*end));
}

/// A run's row but its names: status, score and the reason of a failure.
void score_of(const score::Counts& counts, CsvWriter& csv) {
  csv.text("ok").number(counts.f1()).number(counts.precision()).number(counts.recall());
  csv.number(counts.gold).number(counts.predicted).number(counts.correct).text("");
}

void failure_of(const record::Failure& failure, CsvWriter& csv) {
  csv.text("failed");
  for (int i = 0; i < 6; ++i) csv.text("");
  csv.text(failure.kind + ": " + failure.message);
}

}  // namespace

std::string report_to_csv(const Summary& summary) {
  CsvWriter csv;
  name_columns(csv);
  header(csv,
         {"seed", "status", "f1", "precision", "recall", "gold", "found", "correct", "failure"});
  condition_columns(csv);
  csv.end_row();
  for (const Group& group : summary.groups) {
    for (std::size_t i = 0; i < group.seeds.size(); ++i) {
      names_of(group, csv);
      csv.number(group.seeds[i]);
      score_of(group.scores.runs[i], csv);
      conditions_of(group, csv);
      csv.end_row();
    }
    for (const FailedRun& run : group.failed) {
      names_of(group, csv);
      csv.number(run.seed);
      failure_of(run.failure, csv);
      conditions_of(group, csv);
      csv.end_row();
    }
  }
  return csv.csv();
}

std::string report_to_summary_csv(const Summary& summary, const Differences& found) {
  const std::vector<Row> rows = rows_of(summary);
  const auto by_group = differences_by_group(rows, found);
  CsvWriter csv;
  name_columns(csv);
  header(csv,
         {"seeds", "failed", "f1_mean", "f1_sd", "precision_mean", "precision_sd", "recall_mean",
          "recall_sd", "gold", "published_f1", "published_sd", "difference_to_published",
          "reference", "difference_to_reference", "p", "p_holm", "low", "high"});
  condition_columns(csv);
  csv.end_row();
  for (const Group& group : summary.groups) {
    names_of(group, csv);
    csv.number(static_cast<std::int64_t>(group.seeds.size()));
    csv.number(static_cast<std::int64_t>(group.failed.size()));
    for (const auto& value : {group.scores.f1(), group.scores.precision(), group.scores.recall()})
      statistics_of(value, csv);
    if (group.scores.runs.empty())
      csv.text("");
    else
      csv.number(group.scores.runs.front().gold);
    const auto& published = group.published;
    csv.number(published ? std::optional(published->f1) : std::nullopt);
    csv.number(published ? published->deviation : std::nullopt).number(difference(group));
    const auto at = by_group.find(&group);
    csv.text(at == by_group.end() ? "" : found.reference);
    difference_of(at == by_group.end() ? nullptr : at->second, csv);
    conditions_of(group, csv);
    csv.end_row();
  }
  return csv.csv();
}

}  // namespace xner::reports
