// `xner run FILE`: the whole path, from an experiment file to run folders and a report.
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <sstream>

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/base/process_identity.hpp"
#include "harness/cli/experiment_options.hpp"
#include "harness/cli/plan_text.hpp"
#include "harness/cli/report.hpp"
#include "harness/cli/run_stages.hpp"
#include "harness/cli/store.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"
#include "harness/flow/results.hpp"

namespace xner::cli {
namespace {

namespace fs = std::filesystem;

struct RunOptions {
  ExperimentOptions experiment;
  flow::RunFilter filter;
  bool dry_run = false;
  std::string runs_folder = "runs";
  std::string store;
  std::size_t jobs = 1;
  bool keep_work = false;
  bool keep_going = true;
  bool fail_fast = false;
};

void log_failures(const flow::Results& results) {
  for (const auto& run : results.failed)
    write_log(fmt::format("failed: {}: {} ({})\n", run.folder.string(), run.failure.message,
                          run.failure.kind));
}

/// Tables on stdout; report.html and the other formats in the folder.
void print_report(const fs::path& folder) {
  ReportOptions options;
  options.folders = {folder.string()};
  options.colour = is_lively(stdout);
  std::ostringstream out, notes;
  static_cast<void>(run_report(options, out, notes));
  write_log(notes.str());
  write_out(out.str());
}

/// @param given_up runs without a result are those that --fail-fast gave up, not an interrupt's.
int exit_code_of(const flow::Results& results, bool given_up) {
  if (results.interrupted > 0 && !given_up) return kInterruptedExit;
  return results.failed.empty() ? 0 : 1;
}

/// <experiment>/.work/<process>: several may work on one experiment. Gone at the end unless it is
/// kept; then the next start clears it away.
class WorkFolder {
 public:
  explicit WorkFolder(const fs::path& experiment)
      : path_(fs::absolute(experiment) / ".work" / process_tag()) {
    remove_leftovers(path_.parent_path());
  }
  ~WorkFolder() {
    std::error_code ignored;
    if (kept_) return;
    fs::remove_all(path_, ignored);
    fs::remove(path_.parent_path(), ignored);                // if it is empty,
    fs::remove(path_.parent_path().parent_path(), ignored);  // and so is this, of a suite
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  void keep() noexcept { kept_ = true; }
  [[nodiscard]] const fs::path& path() const noexcept { return path_; }

 private:
  fs::path path_;
  bool kept_ = false;
};

/// Of all parts. If it fails (a full disk), what the stages left stays for another look.
flow::Results publish(flow::Suite& suite, const flow::StageRecords& records,
                      const fs::path& runs_folder, WorkFolder& work) try {
  flow::Results all;
  for (flow::Prepared& part : suite.parts) {
    auto results = flow::publish_results(part, records, runs_folder / part.experiment.name);
    all.ended += results.ended;
    all.unchanged += results.unchanged;
    all.interrupted += results.interrupted;
    std::ranges::move(results.failed, std::back_inserter(all.failed));
  }
  return all;
} catch (const std::exception&) {
  work.keep();
  write_log(fmt::format("what the stages left is in {}\n", work.path().string()));
  throw;
}

/// Of its experiments, each once, in their order.
std::vector<std::string> names_of(const flow::Suite& suite) {
  std::vector<std::string> names;
  for (const auto& part : suite.parts)
    if (std::ranges::find(names, part.experiment.name) == names.end())
      names.push_back(part.experiment.name);
  return names;
}

/// What `xner plan` says, and nothing written.
int show_plan(const RunOptions& options) {
  const TemporaryFolder work;
  auto suite = prepare_suite(options.experiment, {{}, work.path(), nullptr, true});
  if (!filter_runs(options.filter, suite)) return kNothingSelectedExit;
  const auto store = existing_store(store_folder(options.store, options.runs_folder));
  write_text(plan_text(suite, what_store_has(suite.plan, store.get())));
  return 0;
}

int run_experiment(const RunOptions& options) {
  if (options.dry_run) return show_plan(options);
  const fs::path runs_folder = options.runs_folder;
  auto experiments = read_suite(options.experiment);
  const std::string name = config::suite_name(experiments, options.experiment.file);
  WorkFolder work(runs_folder / name);
  if (options.keep_work) work.keep();
  const store::Store store(store_folder(options.store, options.runs_folder));
  auto suite = flow::prepare_suite(std::move(experiments), name,
                                   {folders(options.experiment.plugin_path), work.path(), &store});
  if (!filter_runs(options.filter, suite)) return kNothingSelectedExit;
  const Interrupt interrupt;
  const flow::StageOutputs outputs(work.path() / "stages", store);
  const auto records = run_stages(
      suite, outputs, {options.keep_work, options.jobs, work.path(), options.fail_fast}, interrupt);
  const auto results = publish(suite, records, runs_folder, work);
  flow::write_published(suite, runs_folder);
  log_failures(results);
  const bool given_up =
      options.fail_fast && !results.failed.empty() && !interrupt.token().stop_requested();
  if (!results.failed.empty()) {
    work.keep();
    write_log(fmt::format("what failed stages left is in {}\n", work.path().string()));
  }
  if (results.interrupted > 0)
    write_log(fmt::format("{}: runs without a result: {}\n", given_up ? "given up" : "interrupted",
                          results.interrupted));
  if (results.unchanged == suite.plan.runs.size())
    write_log(fmt::format("nothing to do: {} of {} runs are there\n", results.unchanged,
                          suite.plan.runs.size()));
  if (results.ended > 0)
    for (const auto& one : names_of(suite)) print_report(runs_folder / one);
  return exit_code_of(results, given_up);
}

}  // namespace

Action declare_run(CLI::App& command) {
  const auto options = std::make_shared<RunOptions>();
  add_experiment_options(command, options->experiment);
  command.add_option("--runs-folder", options->runs_folder, "Where <experiment>/ is written")
      ->type_name("FOLDER");
  add_run_filter(command, options->filter);
  auto* go_on = command.add_flag("--keep-going", options->keep_going,
                                 "After a failed stage go on with all that does not build on it "
                                 "(this is the default)");
  command.add_flag("--fail-fast", options->fail_fast, "Stop at the first stage that fails")
      ->excludes(go_on);
  command.add_flag("--dry-run", options->dry_run, "Print what `xner plan` prints; write nothing");
  add_store(command, options->store);
  command.add_option("-j,--jobs", options->jobs, "Stages at a time (default: 1)")
      ->check(from_to(1, 1024));
  command.add_flag("--keep-work", options->keep_work,
                   "Keep what stages left (models, logs) in <experiment>/.work");
  return [options] { return run_experiment(*options); };
}

}  // namespace xner::cli
