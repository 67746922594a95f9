// The speed gate for a reader and for programs. See speed_gate.hpp.
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/formats/markdown.hpp"
#include "reports/formats/table.hpp"
#include "reports/gate/ci_hosts.hpp"
#include "reports/gate/speed_gate.hpp"
#include "reports/runs/statistics_json.hpp"

namespace xner::reports {
namespace {

const char* measurement_name(SpeedMetric metric) noexcept {
  return metric == SpeedMetric::kPairedTime ? "pair" : "repetition";
}

std::string interval_text(const SpeedResult& result, const SpeedVerdict& row) {
  if (row.metric == SpeedMetric::kInstructions) return "";
  const std::string number = fmt::format("{} {}{}", row.measurements, measurement_name(row.metric),
                                         row.measurements == 1 ? "" : "s");
  if (std::isinf(row.interval.high) || row.interval.low <= 0)
    return fmt::format(" ({} are too few for an interval)", number);
  return fmt::format(" ({:.4g} % interval {:.3f} to {:.3f}, {})",
                     100 * (1 - 2 * result.setting.alpha), row.interval.low, row.interval.high,
                     number);
}

/// ", p = 0.01 after Holm over 3".
std::string p_after(const SpeedResult& result, const SpeedVerdict& row, double p) {
  if (row.metric == SpeedMetric::kInstructions) return "";
  return ", " + p_said(p) + after_holm(result.rows.size(), "benchmark");
}

/// What would decide.
std::string way_out(const SpeedVerdict& row) {
  if (row.measurements < kFewestForAdvice)
    return fmt::format("measure at least {} {}s", kFewestForAdvice, measurement_name(row.metric));
  if (!row.needed) return "the ratio lies too near the margin, or the machine is too noisy";
  return fmt::format("if the ratio stays so, {} {}s would decide (power {})", *row.needed,
                     measurement_name(row.metric), score::kPower);
}

std::string conclusion(const SpeedResult& result, const SpeedVerdict& row) {
  const double margin = 100 * result.setting.margin(row.metric);
  switch (row.verdict) {
    case Verdict::kRegression:
      return fmt::format("more than the margin of {:.4g} % worse{}", margin,
                         p_after(result, row, row.p_slower_holm));
    case Verdict::kImprovement:
      return fmt::format("more than the margin of {:.4g} % better{}", margin,
                         p_after(result, row, row.p_faster_holm));
    case Verdict::kPass:
      return row.metric == SpeedMetric::kInstructions
                 ? fmt::format("within the margin of {:.4g} %", margin)
                 : fmt::format("a slow-down of more than {:.4g} % is excluded, {}", margin,
                               p_said(row.p_not_slower));
    default:
      return fmt::format("a slow-down of more than {:.4g} % is neither shown nor excluded; {}",
                         margin, way_out(row));
  }
}

std::string value_text(SpeedMetric metric, double value) {
  switch (metric) {
    case SpeedMetric::kPairedTime:
      return fmt::format("{:.2f} ms", value);
    case SpeedMetric::kRelativeTime:
      return fmt::format("{:.3f}", value);
    case SpeedMetric::kInstructions:
      break;
  }
  return fmt::format("{:.0f}", value);
}

Table table_of(const SpeedResult& result) {
  Table table;
  table.columns = {{"benchmark"}, {"metric"},      {"before", true},
                   {"now", true}, {"ratio", true}, {"verdict"}};
  for (const SpeedVerdict& row : result.rows) {
    if (row.verdict == Verdict::kRegression) table.alarms.push_back(table.rows.size());
    table.rows.push_back({row.name, metric_name(row.metric), value_text(row.metric, row.before),
                          value_text(row.metric, row.now), fmt::format("{:.3f}", row.ratio),
                          std::string(verdict_name(row.verdict))});
  }
  return table;
}

constexpr const char* kCaption =
    "medians; ratio: now / before by Hodges and Lehmann, above 1 is slower";

/// Of all benchmarks together.
const char* speed_verdict(const SpeedResult& result) noexcept {
  if (result.count(Verdict::kRegression) > 0) return "regression";
  return result.count(Verdict::kInconclusive) > 0 ? "inconclusive" : "pass";
}

std::vector<HostItem> items_of(const SpeedResult& result, const FailOn& fail_on) {
  std::vector<HostItem> items;
  for (const SpeedVerdict& row : result.rows)
    items.push_back({host_outcome(row.verdict, fail_on), verdict_name(row.verdict), "speed",
                     fmt::format("{} {}", metric_name(row.metric), row.name), row.name,
                     verdict_sentence(result, row)});
  return items;
}

record::Json finite(double value) {
  return std::isfinite(value) ? record::Json(value) : record::Json();
}

}  // namespace

std::string verdict_sentence(const SpeedResult& result, const SpeedVerdict& row) {
  return fmt::format("{:.3f} times as {}{}: {}.", row.ratio,
                     row.metric == SpeedMetric::kInstructions ? "many" : "long",
                     interval_text(result, row), conclusion(result, row));
}

std::string speed_headline(const SpeedResult& result) {
  std::vector<Verdict> verdicts;
  for (const SpeedVerdict& row : result.rows) verdicts.push_back(row.verdict);
  return verdict_headline(speed_verdict(result), verdicts, "benchmark");
}

std::string speed_to_terminal(const SpeedResult& result, bool colour) {
  std::string out = wrapped(speed_headline(result));
  out += wrapped(terminal_text(fmt::format("now     {}", result.now)));
  out += wrapped(terminal_text(fmt::format("before  {}", result.before)));
  out += fmt::format("\n{}\n{}\n", kCaption, to_terminal(table_of(result), kTerminalWidth, colour));
  for (const SpeedVerdict& row : result.rows)
    out += wrapped(terminal_text(fmt::format("{}: {}: {}", verdict_name(row.verdict), row.name,
                                             verdict_sentence(result, row))));
  return out;
}

std::string speed_to_markdown(const SpeedResult& result) {
  std::string out =
      fmt::format("## xner gate: {}\n\n- Now: {}\n- Before: {}\n- {}\n\n{}\n",
                  speed_headline(result), markdown_text(result.now), markdown_text(result.before),
                  kCaption, to_markdown(table_of(result)));
  for (const SpeedVerdict& row : result.rows)
    out += fmt::format("- **{}** {}: {}\n", verdict_name(row.verdict), markdown_text(row.name),
                       markdown_text(verdict_sentence(result, row)));
  return out;
}

std::string speed_to_junit(const SpeedResult& result, const FailOn& fail_on) {
  return to_junit("speed against " + result.before, items_of(result, fail_on));
}

std::string speed_to_github(const SpeedResult& result, const FailOn& fail_on) {
  return to_github(speed_headline(result), items_of(result, fail_on));
}

record::Json speed_to_json(const SpeedResult& result, int exit_code) {
  record::Json json{{"schema", kSpeedGateSchema},
                    {"verdict", speed_verdict(result)},
                    {"exit_code", exit_code},
                    {"alpha", result.setting.alpha},
                    {"before", result.before},
                    {"now", result.now},
                    {"benchmarks", record::Json::array()}};
  for (const SpeedVerdict& row : result.rows)
    json["benchmarks"].push_back({{"metric", metric_name(row.metric)},
                                  {"name", row.name},
                                  {"verdict", verdict_name(row.verdict)},
                                  {"margin", result.setting.margin(row.metric)},
                                  {"before", row.before},
                                  {"now", row.now},
                                  {"ratio", row.ratio},
                                  {"low", finite(row.interval.low)},
                                  {"high", finite(row.interval.high)},
                                  {"level", 1 - 2 * result.setting.alpha},
                                  {"measurements", row.measurements},
                                  {"needed", or_null(row.needed)},
                                  {"p_regression", row.p_slower},
                                  {"p_regression_holm", row.p_slower_holm},
                                  {"p_pass", row.p_not_slower},
                                  {"p_improvement", row.p_faster},
                                  {"p_improvement_holm", row.p_faster_holm},
                                  {"text", verdict_sentence(result, row)}});
  return json;
}

}  // namespace xner::reports
