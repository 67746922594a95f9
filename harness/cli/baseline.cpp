// See baseline.hpp.
#include "harness/cli/baseline.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"
#include "harness/cli/verb.hpp"
#include "harness/record/environment.hpp"
#include "reports/gate/baseline.hpp"
#include "reports/runs/figures.hpp"
#include "reports/runs/names.hpp"

namespace xner::cli {
namespace fs = std::filesystem;
namespace {

using record::Json;

constexpr std::size_t kReasonBytes = 120;  // in a table

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw Error(ErrorKind::kUsage, message, Place{"command line"}, hint);
}

reports::BaselineNote note_of(const BaselineOptions& options) {
  if (options.why.find_first_not_of(" \t\r\n") == std::string::npos)
    refuse("expected a reason, found none", "--why 'what changed, and why it is right'");
  const std::string who = options.who.empty() ? acting_user() : options.who;
  if (who.empty())
    refuse("expected who decides this, found none",
           "--who NAME; else GITHUB_ACTOR, GITLAB_USER_LOGIN, USER or LOGNAME of the environment");
  return {who, record::utc_now(), options.why};
}

fs::path folder_of(const BaselineOptions& options) {
  if (options.name.empty())
    refuse("expected the name of a baseline, found none", "`xner baseline list` says the names");
  reports::check_baseline_name(options.name);
  return fs::path(options.baselines) / options.name;
}

fs::path existing(const BaselineOptions& options) {
  fs::path folder = folder_of(options);
  reports::check_saved(folder);
  if (fs::is_directory(folder)) return folder;
  const auto names = reports::baseline_names(options.baselines);
  refuse(fmt::format("there is no baseline {}", shortened(folder.string())),
         names.empty() ? "`xner baseline save` makes one" : nearest_hint(options.name, names));
}

reports::GateCells runs_of(const BaselineOptions& options) {
  if (options.runs.empty()) refuse("expected a folder of runs, found none", "runs/<experiment>");
  return reports::load_cells(options.runs);
}

/// "46.96 ± 2.69 (3 seeds)", "none".
std::string value_text(const std::optional<reports::CellValue>& value) {
  if (!value) return "none";
  return fmt::format("{} ({} seeds)", reports::percent(value->f1), value->seeds.size());
}

std::string changes_text(const reports::BaselineEntry& entry) {
  std::string text;
  for (const auto& change : entry.cells)
    text += "  " + reports::terminal_text(change.cell) + ": " +
            (change.old || !change.now ? value_text(change.old) + " -> " : std::string()) +
            value_text(change.now) + "\n";
  return text;
}

std::string entry_text(const reports::BaselineEntry& entry) {
  std::string text = reports::wrapped(reports::terminal_text(
      fmt::format("{} {} by {}: {}", entry.when, entry.what, entry.who, entry.why)));
  text += reports::wrapped(reports::terminal_text(
      fmt::format("  {} runs of {}, made by xner {}", entry.runs,
                  fmt::join(entry.experiments, ", "), fmt::join(entry.xner, ", "))));
  return text + (entry.what == "save" ? std::string() : changes_text(entry));
}

reports::Table cell_table(const reports::Baseline& baseline) {
  reports::Table table{
      {{"method"}, {"source"}, {"target"}, {"F1", true}, {"seeds", true}, {"gold", true}}, {}};
  for (const auto& [path, cell] : baseline.cells.by_path) {
    const auto value = reports::cell_value(cell);
    table.rows.push_back({reports::method_name(cell.id), reports::source_name(cell.id),
                          cell.id.target, reports::percent(value.f1),
                          fmt::format("{}", value.seeds.size()),
                          fmt::format("{}", score::total(cell.arm.runs.front()).gold)});
  }
  return table;
}

Json show_json(const reports::Baseline& baseline) {
  Json json{{"schema", reports::kBaselineSchema},
            {"name", baseline.name},
            {"cells", Json::array()},
            {"entries", Json::array()}};
  for (const auto& [path, cell] : baseline.cells.by_path) {
    Json row = reports::to_json(reports::cell_value(cell));
    row.update({{"cell", path},
                {"sentences", cell.arm.runs.front().size()},
                {"gold", score::total(cell.arm.runs.front()).gold},
                {"signature", cell.arm.signature},
                {"encoder", cell.arm.encoder}});
    json["cells"].push_back(std::move(row));
  }
  for (const auto& entry : baseline.entries) json["entries"].push_back(reports::to_json(entry));
  return json;
}

/// What to know of a baseline that was just written, and to do with it.
std::string advice(const reports::BaselineEntry& entry, const reports::GateCells& runs,
                   const fs::path& folder) {
  const auto single = std::count_if(entry.cells.begin(), entry.cells.end(), [](const auto& change) {
    return change.now && change.now->seeds.size() < 2;
  });
  std::string text;
  if (single > 0)
    text = reports::wrapped(
        fmt::format("note: {} of {} cells have one seed, which says nothing of their spread: the "
                    "gate will find them inconclusive; 5 are advised",
                    single, entry.cells.size()));
  for (const auto& [path, cell] : runs.by_path)
    if (reports::predicts_nothing(cell))
      text += reports::wrapped(fmt::format("note: {} predicts no entity: nothing can be lost of it",
                                           reports::terminal_text(path)));
  const std::string quote = folder.string().find(' ') == std::string::npos ? "" : "'";
  return text + fmt::format("commit it: git add {}{}{}\n", quote,
                            reports::terminal_text(folder.string()), quote);
}

}  // namespace

std::string acting_user() {
  for (const char* name : {"GITHUB_ACTOR", "GITLAB_USER_LOGIN", "USER", "LOGNAME"})
    if (const char* user = std::getenv(name); user != nullptr && *user != '\0') return user;
  return "";
}

int run_baseline_save(const BaselineOptions& options, std::ostream& out) {
  const fs::path folder = folder_of(options);
  const reports::BaselineNote note = note_of(options);
  if (fs::exists(folder))
    refuse(fmt::format("{} is there already", shortened(folder.string())),
           "`xner baseline accept` replaces it, and keeps its old values");
  const reports::GateCells runs = runs_of(options);
  if (runs.empty()) return kNothingSelectedExit;
  const auto entry = reports::baseline_entry(runs, nullptr, note);
  record::remove_left_stagings(options.baselines);
  reports::write_baseline(folder, runs, {entry});
  out << fmt::format("saved {}: {} runs, {} cells\n", reports::terminal_text(folder.string()),
                     entry.runs, entry.cells.size())
      << changes_text(entry) << advice(entry, runs, folder);
  return 0;
}

int run_baseline_accept(const BaselineOptions& options, std::ostream& out) {
  const fs::path folder = existing(options);
  const reports::BaselineNote note = note_of(options);
  const reports::Baseline old = reports::read_baseline(folder);
  const reports::GateCells runs = runs_of(options);
  if (runs.empty()) return kNothingSelectedExit;
  const auto entry = reports::baseline_entry(runs, &old, note);
  for (const auto& change : entry.cells)
    if (!change.now && !options.drop_missing)
      refuse(fmt::format("the new runs have none of {}", shortened(change.cell)),
             "accept all of an experiment's runs at once, or --drop-missing");
  std::vector<reports::BaselineEntry> entries = old.entries;
  entries.push_back(entry);
  record::remove_left_stagings(options.baselines);
  reports::write_baseline(folder, runs, entries);
  out << fmt::format("accepted into {}: {} runs\n", reports::terminal_text(folder.string()),
                     entry.runs)
      << changes_text(entry) << advice(entry, runs, folder);
  return 0;
}

/// Who, when and why of one; what cannot be read is said in its row.
void add_to_list(const std::string& name, const fs::path& folder, reports::Table& table,
                 Json& json) try {
  reports::check_saved(folder);
  const auto entries = reports::read_entries(folder);
  if (entries.empty()) return;  // somebody has removed it meanwhile
  const auto& last = entries.back();
  json.push_back({{"name", name}, {"entries", entries.size()}, {"last", reports::to_json(last)}});
  const auto cells =
      std::ranges::count_if(last.cells, [](const auto& change) { return change.now.has_value(); });
  table.rows.push_back({name, fmt::format("{}", last.runs), fmt::format("{}", cells),
                        last.when.substr(0, 10), last.who, shortened(last.why, kReasonBytes)});
} catch (const Error& error) {
  json.push_back({{"name", name}, {"error", error.what()}});
  table.alarms.push_back(table.rows.size());
  table.rows.push_back({name, "", "", "", "", fmt::format("cannot be read: {}", error.what())});
}

int run_baseline_list(const BaselineOptions& options, std::ostream& out) {
  const auto names = reports::baseline_names(options.baselines);
  Json json = Json::array();
  reports::Table table{{{"name"}, {"runs", true}, {"cells", true}, {"since"}, {"by"}, {"why"}}, {}};
  for (const auto& name : names) add_to_list(name, fs::path(options.baselines) / name, table, json);
  if (options.format == "json")
    out << record::json_text(json);
  else
    out << (table.rows.empty()
                ? fmt::format("no baseline in {}\n", reports::terminal_text(options.baselines))
                : reports::to_terminal(table));
  return table.rows.empty() ? kNothingSelectedExit : 0;
}

int run_baseline_show(const BaselineOptions& options, std::ostream& out) {
  const reports::Baseline baseline = reports::read_baseline(existing(options));
  if (options.format == "json") {
    out << record::json_text(show_json(baseline));
    return 0;
  }
  out << reports::terminal_text(baseline.name)
      << ": F1 in percent, mean ± sample standard deviation over seeds\n"
      << reports::to_terminal(cell_table(baseline)) << "\n";
  for (const auto& entry : baseline.entries) out << entry_text(entry);
  return 0;
}

}  // namespace xner::cli
