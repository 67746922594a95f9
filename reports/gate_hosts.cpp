// The gate for programs and CI hosts: JSON, JUnit XML, GitHub's annotations. See gate_report.hpp.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "reports/gate_report.hpp"
#include "reports/markup.hpp"
#include "reports/table.hpp"

namespace xner::reports {
namespace {

using record::Json;

Json to_json(const CellValue& value) {
  return {{"seeds", value.seeds},
          {"f1", value.f1.n > 0 ? Json(value.f1.mean) : Json()},
          {"standard_deviation", value.f1.deviation ? Json(*value.f1.deviation) : Json()}};
}

template <typename Value>
Json optional(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

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
            {"seeds_needed", optional(cell.seeds_needed)},
            {"margin_possible", optional(cell.margin_possible)},
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

/// The element inside the test case of a cell.
const char* junit_outcome(const CellVerdict& cell) {
  if (cell.verdict == Verdict::kRegression) return "failure";
  if (cell.verdict == Verdict::kMissing || !cell.failed.empty()) return "error";
  return cell.verdict == Verdict::kInconclusive ? "skipped" : "system-out";
}

/// Of a suite, which its only parent has as well.
Attributes junit_counts(const GateResult& result, const std::string& name) {
  std::map<std::string, std::size_t> counts;
  for (const CellVerdict& cell : result.cells) ++counts[junit_outcome(cell)];
  counts["error"] += result.problems.size();
  return {{"name", name},
          {"tests", fmt::format("{}", result.cells.size() + result.problems.size())},
          {"failures", fmt::format("{}", counts["failure"])},
          {"errors", fmt::format("{}", counts["error"])},
          {"skipped", fmt::format("{}", counts["skipped"])}};
}

/// Of a workflow command: the data after "::", or a property's value.
std::string command_text(std::string_view text, bool property) {
  std::string out;
  for (const char c : terminal_text(text)) {
    const bool escaped = c == '%' || (property && (c == ':' || c == ','));
    out += escaped ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

struct Annotation {
  std::string title;
  std::string text;
};

std::string annotations(const char* kind, const std::vector<Annotation>& all) {
  std::string out;
  const std::size_t shown = std::min(all.size(), kAnnotations);
  for (std::size_t i = 0; i < shown; ++i) {
    const bool cut = i + 1 == shown && all.size() > shown;
    out += fmt::format(
        "::{} title={}::{}{}\n", kind, command_text(all[i].title, true),
        command_text(all[i].text, false),
        cut ? fmt::format(" (and {} more of this kind: see the summary)", all.size() - shown) : "");
  }
  return out;
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

std::string gate_to_junit(const GateResult& result) {
  Markup xml;
  const auto add = [&xml](const Attributes& names, const std::string& outcome,
                          const std::string& type, const std::string& text) {
    xml.open("testcase", names);
    // Hosts show the message, the text, or both.
    if (type.empty())
      xml.leaf(outcome.c_str(), text);
    else
      xml.leaf(outcome.c_str(), text, {{"type", type}, {"message", text}});
    xml.close("testcase").line_break();
  };
  xml.open("testsuites", junit_counts(result, "xner gate")).line_break();
  xml.open("testsuite", junit_counts(result, "f1 against " + result.baseline)).line_break();
  for (const CellVerdict& cell : result.cells) {
    const std::string outcome = junit_outcome(cell), name = verdict_name(cell.verdict);
    add({{"classname", fmt::format("{}.{}", method_name(cell.id), source_name(cell.id))},
         {"name", "f1 " + cell.id.target}},
        outcome, outcome == "system-out" ? "" : name, name + ": " + verdict_sentence(result, cell));
  }
  for (std::size_t i = 0; i < result.problems.size(); ++i)
    add({{"classname", "runs"}, {"name", fmt::format("unreadable record {}", i + 1)}}, "error",
        "unreadable", result.problems[i]);
  xml.close("testsuite").line_break().close("testsuites").line_break();
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml.markup();
}

std::string gate_to_github(const GateResult& result) {
  std::vector<Annotation> errors, warnings, notices;
  for (const CellVerdict& cell : result.cells) {
    const Annotation annotation{
        fmt::format("{}: {}", verdict_name(cell.verdict), cell_title(cell.id, result.one_source)),
        verdict_sentence(result, cell)};
    if (cell.verdict <= Verdict::kMissing || !cell.failed.empty())
      errors.push_back(annotation);
    else if (cell.verdict == Verdict::kInconclusive)
      warnings.push_back(annotation);
    else if (cell.verdict == Verdict::kImprovement)
      notices.push_back(annotation);
  }
  for (const auto& problem : result.problems) errors.push_back({"unreadable record", problem});
  for (const auto& path : result.new_cells)
    notices.push_back({"new cell", path + ": the baseline has none of it"});
  return "xner gate: " + gate_headline(result) + "\n" + annotations("error", errors) +
         annotations("warning", warnings) + annotations("notice", notices);
}

}  // namespace xner::reports
