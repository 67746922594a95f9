// `xner plan FILE`: the stages of an experiment, their keys, and what sharing them saves. Runs
// nothing but the plugins' own descriptions and plans.
#include <filesystem>

#include "harness/base/files.hpp"
#include "harness/cli/experiment_options.hpp"
#include "harness/cli/plan_text.hpp"
#include "harness/cli/plan_why.hpp"
#include "harness/cli/store.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"

namespace xner::cli {
namespace {

struct PlanOptions {
  ExperimentOptions experiment;
  flow::RunFilter filter;
  bool keys = false;
  bool dot = false;
  std::string why;
  std::string against;
  std::string format = "text";
  std::string store;
};

/// The stages of another experiment, or of the run behind an env.json.
std::vector<KnownStage> other_side(const PlanOptions& options,
                                   const std::filesystem::path& work_folder) {
  const std::filesystem::path file = options.against;
  if (file.extension() == ".json") return stages_of_record(file);
  ExperimentOptions other = options.experiment;
  other.file = options.against;
  other.overrides.clear();
  return stages_of(prepare_suite(other, {{}, work_folder / "against", nullptr, true}).plan);
}

int explain(const PlanOptions& options, const flow::Suite& suite,
            const std::filesystem::path& work_folder) {
  const auto stages = stages_of(suite.plan);
  const KnownStage& stage = find_stage(stages, options.why);
  write_text(options.against.empty()
                 ? why_text(stage)
                 : changes_text(stages, stage, other_side(options, work_folder)));
  return 0;
}

int run_plan(const PlanOptions& options) {
  const TemporaryFolder work;
  const auto store = existing_store(store_folder(options.store));
  auto suite = prepare_suite(options.experiment, {{}, work.path(), store.get(), true});
  if (!filter_runs(options.filter, suite)) return kNothingSelectedExit;
  if (!options.why.empty()) return explain(options, suite, work.path());
  const StoreHas has = what_store_has(suite.plan, store.get());
  if (options.dot)
    write_out(plan_dot(suite.plan, has));
  else if (options.format == "json")
    write_out(plan_json(suite, has));
  else
    write_text(plan_text(suite, has, options.keys));
  return 0;
}

}  // namespace

Action declare_plan(CLI::App& command) {
  const auto options = std::make_shared<PlanOptions>();
  add_experiment_options(command, options->experiment);
  add_run_filter(command, options->filter);
  add_store(command, options->store);
  command.add_flag("--keys", options->keys, "Whole keys, not their first digits");
  auto* why = command.add_option("--why", options->why, "What the key of one stage is made of")
                  ->type_name("STAGE");
  command
      .add_option("--against", options->against,
                  "With --why: only what differs from the same stage of another experiment, or of "
                  "an earlier run (its env.json)")
      ->type_name("FILE")
      ->needs(why);
  auto* dot = command.add_flag("--dot", options->dot, "The stages as a graph, for Graphviz");
  command.add_option("--format", options->format, "text or json")
      ->check(one_of({"text", "json"}))
      ->excludes(dot);
  return [options] { return run_plan(*options); };
}

}  // namespace xner::cli
