// See gate.hpp.
#include "harness/cli/gate.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"
#include "harness/cli/verb.hpp"
#include "harness/record/history.hpp"
#include "reports/gate/gate_report.hpp"

namespace xner::cli {
namespace fs = std::filesystem;
namespace {

/// "f1.margin=0.5": of the gate; what else is set is for `xner bench`.
bool is_margin(const std::string& setting) {
  return std::ranges::any_of(std::array{"f1.", "time.", "instructions."},
                             [&](const char* table) { return setting.starts_with(table); });
}

reports::KnownNames names_of(const reports::Baseline& baseline) {
  reports::KnownNames known;
  for (const auto& [path, cell] : baseline.cells.by_path) {
    known.targets.insert(cell.id.target);
    known.methods.insert(cell.id.method);
  }
  return known;
}

}  // namespace

void check_gate_words(const GateOptions& options) {
  check_choice("--format", options.format, {"text", "json", "markdown", "github"});
  for (const auto& word : options.fail_on)
    check_choice("--fail-on", word, {"improvement", "inconclusive"});
}

reports::FailOn fail_on(const GateOptions& options) {
  const auto asked = [&](const char* word) {
    return std::ranges::find(options.fail_on, word) != options.fail_on.end();
  };
  return {.improvement = asked("improvement"), .inconclusive = asked("inconclusive")};
}

reports::Margins margins_of(const GateOptions& options, const reports::KnownNames& known) {
  config::Node root{config::Table{}, Place{std::string(config::kCommandLine), 0, 0}};
  if (!options.margins.empty()) root = config::read_toml(options.margins);
  for (const auto& setting : options.settings)
    if (options.against.empty() || is_margin(setting)) config::apply_override(root, setting);
  return reports::read_margins(root, known);
}

std::vector<std::string> bench_settings(const GateOptions& options) {
  std::vector<std::string> settings;
  std::ranges::remove_copy_if(options.settings, std::back_inserter(settings), is_margin);
  return settings;
}

void write_verdict(const GateOptions& options, const GateForms& forms, std::ostream& out) {
  const auto json = [&] { return record::json_text(forms.json()); };
  if (options.format == "json")
    out << json();
  else if (options.format == "markdown")
    out << forms.markdown();
  else if (options.format == "github")
    out << forms.github();
  else
    out << forms.terminal();
  if (!options.json.empty()) write_file(options.json, json());
  if (!options.junit.empty()) write_file(options.junit, forms.junit());
  if (!options.summary.empty()) append_line(options.summary, forms.markdown());
}

std::string baseline_folder(const std::string& name_or_folder, const std::string& baselines) {
  const bool named = name_or_folder.find('/') == std::string::npos;
  const fs::path folder = named ? fs::path(baselines) / name_or_folder : fs::path(name_or_folder);
  if (named) reports::check_saved(folder);
  if (fs::is_directory(folder)) return folder.string();
  if (named && fs::is_directory(name_or_folder)) return name_or_folder;
  const std::vector<std::string> known = reports::baseline_names(baselines);
  throw Error(ErrorKind::kUsage,
              fmt::format("expected a baseline, found none at {}", shortened(folder.string())), {},
              known.empty() ? "`xner baseline save NAME RUNS --why TEXT` makes one"
                            : nearest_hint(name_or_folder, known));
}

int run_gate(const GateOptions& options, std::ostream& out, std::ostream& notes) {
  check_gate_words(options);
  const reports::Baseline baseline =
      reports::read_baseline(baseline_folder(options.baseline, options.baselines));
  const reports::Margins margins = margins_of(options, names_of(baseline));
  const reports::GateCells runs = reports::load_cells(options.what);
  if (runs.empty()) {
    notes << fmt::format("no run in {}: nothing to judge\n", options.what);
    return kNothingSelectedExit;
  }
  auto result = reports::judge(baseline, runs, margins,
                               {.alpha = options.alpha,
                                .resamples = options.resamples,
                                .across_classes = options.across_classes});
  const auto history =
      reports::read_history(fs::path(options.what) / record::kExperimentHistoryFile);
  result.steps = reports::history_steps(history, margins);
  const reports::FailOn asked = fail_on(options);
  const int code = reports::gate_exit_code(result, asked);
  write_verdict(options,
                {.json = [&] { return reports::gate_to_json(result, code); },
                 .junit = [&] { return reports::gate_to_junit(result, asked); },
                 .markdown = [&] { return reports::gate_to_markdown(result); },
                 .github = [&] { return reports::gate_to_github(result, asked); },
                 .terminal = [&] { return reports::gate_to_terminal(result, options.colour); }},
                out);
  return code;
}

}  // namespace xner::cli
