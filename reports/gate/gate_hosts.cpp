// The gate for programs and CI hosts. See gate_report.hpp.
#include <array>

#include <fmt/format.h>

#include "reports/gate/ci_hosts.hpp"
#include "reports/gate/gate_report.hpp"
#include "reports/runs/names.hpp"
#include "reports/runs/statistics_json.hpp"

namespace xner::reports {
namespace {

using record::Json;

const char* doubt_name(Doubt doubt) noexcept {
  constexpr std::array kNames{"", "one_seed", "noise", "few_seeds", "test_set", "at_margin"};
  return kNames[static_cast<std::size_t>(doubt)];
}

Json to_json(const GateResult& result, const CellVerdict& cell) {
  Json json{{"metric", "f1"},
            {"method", cell.id.method},
            {"variant", cell.id.variant},
            {"source", cell.id.source},
            {"size", cell.id.size},
            {"target", cell.id.target},
            {"verdict", verdict_name(cell.verdict)},
            {"doubt", cell.doubt == Doubt::kNone ? Json() : Json(doubt_name(cell.doubt))},
            {"margin", cell.margin},
            {"baseline", to_json(cell.baseline)},
            {"new", to_json(cell.now)},
            {"sentences", cell.sentences},
            {"gold", cell.gold},
            {"seeds_needed", or_null(cell.seeds_needed)},
            {"margin_possible", or_null(cell.margin_possible)},
            {"failed", Json::array()},
            {"notes", cell.notes},
            {"text", verdict_sentence(result, cell)}};
  for (const FailedRun& run : cell.failed)
    json["failed"].push_back(
        {{"seed", run.seed}, {"kind", run.failure.kind}, {"message", run.failure.message}});
  for (const char* name :
       {"difference", "low", "high", "level", "standard_error", "freedom", "p_regression",
        "p_regression_holm", "p_pass", "p_improvement", "p_improvement_holm"})
    json[name] = nullptr;
  if (cell.verdict == Verdict::kIdentical) json["difference"] = 0.0;
  if (!cell.evidence) return json;
  const Evidence& evidence = *cell.evidence;
  json.update({{"difference", evidence.test.difference},
               {"low", evidence.test.interval.low},
               {"high", evidence.test.interval.high},
               {"level", 1 - 2 * result.setting.alpha},
               {"standard_error", evidence.test.standard_error},
               {"freedom", evidence.test.freedom},
               {"p_regression", evidence.p_below},
               {"p_regression_holm", evidence.p_below_holm},
               {"p_pass", evidence.p_not_below},
               {"p_improvement", evidence.p_above},
               {"p_improvement_holm", evidence.p_above_holm}});
  return json;
}

HostOutcome outcome_of(const CellVerdict& cell, const FailOn& fail_on) {
  const bool failed = !cell.failed.empty() && cell.verdict != Verdict::kRegression;
  return failed ? HostOutcome::kError : host_outcome(cell.verdict, fail_on);
}

std::vector<HostItem> items_of(const GateResult& result, const FailOn& fail_on) {
  std::vector<HostItem> items;
  for (const CellVerdict& cell : result.cells)
    items.push_back({outcome_of(cell, fail_on), verdict_name(cell.verdict),
                     fmt::format("{}.{}", method_name(cell.id), source_name(cell.id)),
                     "f1 " + cell.id.target, cell_title(cell.id, result.one_source),
                     verdict_sentence(result, cell)});
  for (std::size_t i = 0; i < result.problems.size(); ++i) {
    const std::string name = fmt::format("record {}", i + 1);
    items.push_back({HostOutcome::kError, "unreadable", "runs", "unreadable " + name, name,
                     result.problems[i]});
  }
  return items;
}

}  // namespace

Json gate_to_json(const GateResult& result, int exit_code) {
  Json json{{"schema", kGateSchema},
            {"verdict", gate_verdict(result)},
            {"exit_code", exit_code},
            {"alpha", result.setting.alpha},
            {"resamples", result.setting.resamples},
            {"seed", result.setting.seed},
            {"across_classes", result.setting.across_classes},
            {"random_weights", result.random_weights},
            {"tested", result.tested},
            {"baseline", {{"name", result.baseline}, {"entries", result.entries.size()}}},
            {"runs", result.runs},
            {"cells", Json::array()},
            {"new_cells", result.new_cells},
            {"history_steps", Json::array()},
            {"problems", result.problems}};
  for (const CellVerdict& cell : result.cells) json["cells"].push_back(to_json(result, cell));
  for (const HistoryStep& step : result.steps)
    json["history_steps"].push_back({{"cell", cell_path(step.id)},
                                     {"date", step.first.date},
                                     {"xner", step.first.xner},
                                     {"publication", step.at + 1},
                                     {"publications", step.points},
                                     {"before", step.before},
                                     {"after", step.after},
                                     {"p", step.p}});
  return json;
}

std::string gate_to_junit(const GateResult& result, const FailOn& fail_on) {
  return to_junit("f1 against " + result.baseline, items_of(result, fail_on));
}

std::string gate_to_github(const GateResult& result, const FailOn& fail_on) {
  std::vector<HostItem> items = items_of(result, fail_on);
  for (const auto& path : result.new_cells)
    items.push_back(
        {HostOutcome::kNotice, "new cell", "", "", path, "the baseline has none of it"});
  return to_github(gate_headline(result), items);
}

}  // namespace xner::reports
