// See gate.hpp.
#include "harness/cli/gate.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"
#include "harness/cli/verb.hpp"
#include "harness/record/history.hpp"
#include "reports/gate_report.hpp"

namespace xner::cli {
namespace fs = std::filesystem;
namespace {

/// @throws Error{kUsage} naming the option unless `word` is one of `known`.
void check_word(const char* option, const std::string& word,
                const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), word) == known.end())
    throw Error(ErrorKind::kUsage, fmt::format("{}: unknown word '{}'", option, shortened(word)),
                Place{"command line"}, nearest_hint(word, known));
}

reports::FailOn fail_on(const std::vector<std::string>& words) {
  reports::FailOn what;
  for (const auto& word : words) {
    check_word("--fail-on", word, {"improvement", "inconclusive"});
    (word == "improvement" ? what.improvement : what.inconclusive) = true;
  }
  return what;
}

reports::Margins margins_of(const GateOptions& options, const reports::Baseline& baseline) {
  reports::KnownNames known;
  for (const auto& [path, cell] : baseline.cells.by_path) {
    known.targets.insert(cell.id.target);
    known.methods.insert(cell.id.method);
  }
  config::Node root{config::Table{}, Place{std::string(config::kCommandLine), 0, 0}};
  if (!options.margins.empty()) root = config::read_toml(options.margins);
  for (const auto& setting : options.settings) config::apply_override(root, setting);
  return reports::read_margins(root, known);
}

}  // namespace

std::string baseline_folder(const std::string& name_or_folder, const std::string& baselines) {
  const bool named = name_or_folder.find('/') == std::string::npos;
  const fs::path folder = named ? fs::path(baselines) / name_or_folder : fs::path(name_or_folder);
  if (fs::is_directory(folder)) return folder.string();
  if (named && fs::is_directory(name_or_folder)) return name_or_folder;
  const std::vector<std::string> known = reports::baseline_names(baselines);
  throw Error(ErrorKind::kUsage,
              fmt::format("expected a baseline, found none at {}", shortened(folder.string())), {},
              known.empty() ? "`xner baseline save NAME RUNS --why TEXT` makes one"
                            : nearest_hint(name_or_folder, known));
}

int run_gate(const GateOptions& options, std::ostream& out, std::ostream& notes) {
  check_word("--format", options.format, {"text", "json", "markdown", "github"});
  const reports::FailOn failing = fail_on(options.fail_on);
  const reports::Baseline baseline =
      reports::read_baseline(baseline_folder(options.baseline, options.baselines));
  const reports::Margins margins = margins_of(options, baseline);
  const reports::GateCells runs = reports::load_cells(options.runs);
  if (runs.empty()) {
    notes << fmt::format("no run in {}: nothing to judge\n", options.runs);
    return kNothingSelectedExit;
  }
  auto result = reports::judge(baseline, runs, margins,
                               {.alpha = options.alpha,
                                .resamples = options.resamples,
                                .across_classes = options.across_classes});
  const auto history =
      reports::read_history(fs::path(options.runs) / record::kExperimentHistoryFile);
  result.steps = reports::history_steps(history, margins);
  const int code = reports::gate_exit_code(result, failing);
  const auto json = [&] { return record::json_text(reports::gate_to_json(result, code)); };
  if (!options.json.empty()) write_file(options.json, json());
  if (!options.junit.empty()) write_file(options.junit, reports::gate_to_junit(result));
  if (!options.summary.empty()) append_line(options.summary, reports::gate_to_markdown(result));
  if (options.format == "json")
    out << json();
  else if (options.format == "markdown")
    out << reports::gate_to_markdown(result);
  else if (options.format == "github")
    out << reports::gate_to_github(result);
  else
    out << reports::gate_to_terminal(result, options.colour);
  return code;
}

}  // namespace xner::cli
