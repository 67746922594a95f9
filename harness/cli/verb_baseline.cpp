// `xner baseline save|list|show|accept`: the options of baseline.hpp.
#include <sstream>

#include <fmt/format.h>

#include "harness/base/nearest.hpp"
#include "harness/cli/baseline.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"

namespace xner::cli {
namespace {

using Task = int (*)(const BaselineOptions&, std::ostream&);
constexpr std::pair<const char*, Task> kTasks[] = {{"save", run_baseline_save},
                                                   {"list", run_baseline_list},
                                                   {"show", run_baseline_show},
                                                   {"accept", run_baseline_accept}};

/// What a task does not take would be ignored.
void refuse_unused(const std::string& task, const BaselineOptions& options) {
  const bool writes = task == "save" || task == "accept";
  const auto refuse = [&](bool unused, const char* what) {
    if (unused)
      throw Error(ErrorKind::kUsage, fmt::format("`xner baseline {}` takes no {}", task, what),
                  Place{"command line"}, "`xner baseline --help` shows what each takes");
  };
  refuse(task == "list" && !options.name.empty(), "name");
  refuse(!writes && !options.runs.empty(), "runs");
  refuse(!writes && !options.why.empty(), "--why");
  refuse(!writes && !options.who.empty(), "--who");
  refuse(task != "accept" && options.drop_missing, "--drop-missing");
}

Task find_task(const std::string& wanted) {
  std::vector<std::string> known;
  for (const auto& [name, task] : kTasks) {
    if (name == wanted) return task;
    known.emplace_back(name);
  }
  throw Error(ErrorKind::kUsage, "baseline: unknown task '" + wanted + "'", Place{"command line"},
              nearest_hint(wanted, known));
}

}  // namespace

Action declare_baseline(CLI::App& command) {
  const auto options = std::make_shared<BaselineOptions>();
  const auto task = std::make_shared<std::string>();
  command
      .add_option("task", *task,
                  "save NAME RUNS: a new one; accept NAME RUNS: the runs take its place; list; "
                  "show NAME")
      ->required();
  command.add_option("name", options->name, "Of the baseline");
  command.add_option("runs", options->runs, "runs/<experiment>");
  command.add_option("--baselines", options->baselines, "Folder of all baselines, to be committed")
      ->capture_default_str();
  command.add_option("--why", options->why, "The reason, which stays in baseline.json");
  command.add_option("--who", options->who, "Who decides; else GITHUB_ACTOR, USER, ...");
  command.add_flag("--drop-missing", options->drop_missing,
                   "accept: cells that the new runs lack may go");
  command.add_option("--format", options->format, "text or json")->check(one_of({"text", "json"}));
  return [options, task] {
    const Task run = find_task(*task);
    refuse_unused(*task, *options);
    std::ostringstream out;
    const int code = run(*options, out);
    options->format == "json" ? write_out(out.str()) : write_text(out.str());
    if (code == kNothingSelectedExit && out.str().empty())
      write_log("no run in " + options->runs + "\n");
    return code;
  };
}

}  // namespace xner::cli
