// report.json: the numbers of a report for programs. See report.hpp.
#include <algorithm>

#include "harness/score/score_json.hpp"
#include "reports/report/error_tables.hpp"
#include "reports/report/report.hpp"
#include "reports/runs/published.hpp"
#include "reports/runs/rows.hpp"
#include "reports/runs/statistics_json.hpp"

namespace xner::reports {
namespace {

using record::Json;

Json to_json(const Scores& scores) {
  return {{"precision", to_json(scores.precision())},
          {"recall", to_json(scores.recall())},
          {"f1", to_json(scores.f1())}};
}

Json to_json(const Group& group) {
  Json json = to_json(group.scores);
  json.update(
      {{"experiment", group.experiment},
       {"method", group.id.method},
       {"variant", group.id.variant},
       {"source", group.id.source},
       {"size", group.id.size},
       {"target", group.id.target},
       {"encoder", group.encoder},
       {"random_weights", group.random_weights},
       {"selector", group.selector},
       {"departures", group.departures},
       {"conditions", group.conditions},
       {"predicts_no_entity", group.silent},
       {"malformed", {{"gold", group.malformed_gold}, {"predicted", group.malformed_predicted}}},
       {"words_without_piece", group.words_without_piece},
       {"signatures", group.signatures},
       {"seeds", Json::array()},
       {"types", Json::object()},
       {"selectors", Json::object()},
       {"failed", Json::array()},
       {"errors", group_errors_to_json(group)}});
  for (std::size_t i = 0; i < group.seeds.size(); ++i) {
    Json run = score::counts_to_json(group.scores.runs[i]);
    run["seed"] = group.seeds[i];
    json["seeds"].push_back(std::move(run));
  }
  for (const auto& [type, scores] : group.types) {
    json["types"][type] = to_json(scores);
    json["types"][type]["number"] = scores.runs.front().gold;
  }
  for (const auto& [name, scores] : group.selectors) json["selectors"][name] = to_json(scores);
  if (!group.row.empty()) json["row"] = group.row;
  if (const auto& published = group.published) {
    json["published"] = {{"f1", published->f1},
                         {"standard_deviation", or_null(published->deviation)},
                         {"source", published->source}};
    json["difference"] = or_null(difference(group));
  }
  if (!group.swept.empty()) json["swept"] = group.swept;
  if (group.tried > 0) json["best_on_source_dev_of"] = group.tried;
  for (const FailedRun& run : group.failed)
    json["failed"].push_back(
        {{"seed", run.seed}, {"kind", run.failure.kind}, {"message", run.failure.message}});
  return json;
}

Json to_json(const Candidate& candidate) {
  return {{"experiment", candidate.experiment}, {"method", candidate.id.method},
          {"variant", candidate.id.variant},    {"source", candidate.id.source},
          {"size", candidate.id.size},          {"source_dev_f1", to_json(candidate.source_dev)},
          {"complete", candidate.complete},     {"chosen", candidate.chosen},
          {"failed", candidate.failed}};
}

Json rate(double amount, double seconds) {
  return seconds > 0 && amount > 0 ? Json(amount / seconds) : Json(nullptr);
}

Json to_json(const Throughput& row) {
  return {{"experiment", row.experiment},
          {"method", row.id.method},
          {"variant", row.id.variant},
          {"source", row.id.source},
          {"size", row.id.size},
          {"training",
           {{"seconds", row.train_seconds},
            {"steps_per_second", rate(row.train_steps, row.train_seconds)},
            {"sentences_per_second", rate(row.train_sentences, row.train_seconds)},
            {"words_per_second", rate(row.train_words, row.train_seconds)},
            {"wordpieces_per_second", rate(row.train_pieces, row.train_seconds)}}},
          {"inference",
           {{"seconds", row.predict_seconds},
            {"sentences_per_second", rate(row.predict_sentences, row.predict_seconds)},
            {"words_per_second", rate(row.predict_words, row.predict_seconds)},
            {"wordpieces_per_second", rate(row.predict_pieces, row.predict_seconds)}}},
          {"peak_memory_bytes", row.peak_memory},
          {"peak_device_memory_bytes", row.peak_device_memory},
          {"concurrent", row.concurrent},
          {"reused", row.reused}};
}

/// What names a row's place, null for the mean over targets.
Json place_of(const Row& row, const std::string& target) {
  const record::RunId& id = row.front().id;
  return {{"experiment", row.front().experiment},
          {"row", row.name},
          {"method", id.method},
          {"variant", id.variant},
          {"source", id.source},
          {"size", id.size},
          {"target", target == kMean ? Json(nullptr) : Json(target)}};
}

Json to_json(const Difference& difference) {
  const score::CombinedTest& test = difference.test;
  return {{"difference", test.difference},
          {"low", test.interval.low},
          {"high", test.interval.high},
          {"standard_error", test.standard_error},
          {"freedom", test.freedom},
          {"p", test.p},
          {"p_holm", difference.p_holm},
          {"stands", difference.stands},
          {"speaks_of", test.scope == score::Scope::kMethods ? "methods" : "models"}};
}

Json to_json(const Summary& summary, const Differences& found) {
  Json json{{"alpha", score::kAlpha},        {"compared", found.compared},
            {"notes", found.notes},          {"reference", found.reference},
            {"to_reference", Json::array()}, {"best", Json::array()}};
  const auto rows = rows_of(summary);
  for (std::size_t i = 0; i < std::min(rows.size(), found.rows.size()); ++i) {
    for (const auto& [target, difference] : found.rows[i].to_reference) {
      json["to_reference"].push_back(place_of(rows[i], target));
      json["to_reference"].back().update(to_json(difference));
    }
    for (const auto& target : found.rows[i].best) json["best"].push_back(place_of(rows[i], target));
  }
  return json;
}

}  // namespace

Json report_to_json(const Summary& summary, const Differences& found) {
  Json json{{"schema", kReportSchema},
            {"experiment", summary.experiment},
            {"experiments", summary.experiments},
            {"runs", {{"scored", summary.scored}, {"failed", summary.failed}}},
            {"results", Json::array()},
            {"throughput", Json::array()},
            {"measured", measured_to_json(summary.measured)},
            {"problems", summary.problems},
            {"published_notes", summary.published_notes},
            {"machines", summary.machines},
            {"builds", summary.makers},
            {"commands", summary.commands}};
  for (const Group& group : summary.groups) json["results"].push_back(to_json(group));
  for (const Candidate& candidate : summary.candidates)
    json["candidates"].push_back(to_json(candidate));
  for (const Throughput& row : summary.throughput) json["throughput"].push_back(to_json(row));
  if (!found.rows.empty()) json["differences"] = to_json(summary, found);
  return json;
}

}  // namespace xner::reports
