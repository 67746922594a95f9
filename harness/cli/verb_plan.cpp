// `xner plan FILE`: the stages of an experiment, their keys, and what sharing them saves. Runs
// nothing but the plugins' own descriptions and plans.
#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/files.hpp"
#include "harness/base/nearest.hpp"
#include "harness/cli/experiment_options.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"
#include "reports/table.hpp"

namespace xner::cli {
namespace {

using flow::Json;

struct PlanOptions {
  ExperimentOptions experiment;
  bool keys = false;
  std::string why;
  std::string format = "text";
};

constexpr std::size_t kShortKey = 12;

/// How often each kind of stage runs, and how often it would if every run were on its own.
struct Sharing {
  std::int64_t shared = 0;
  std::int64_t alone = 0;
  std::int64_t shared_steps = 0;
  std::int64_t alone_steps = 0;
};

std::map<std::string, Sharing> count_sharing(const flow::Prepared& prepared) {
  const std::size_t sentences = prepared.materials->source_train().size();
  std::map<std::string, Sharing> kinds;
  for (const auto& stage : prepared.plan.stages) {
    auto& kind = kinds[stage.spec.type];
    ++kind.shared;
    kind.shared_steps += flow::estimated_steps(stage, sentences);
  }
  for (const auto& run : prepared.plan.runs) {
    for (const std::size_t index : run.stages) {
      const auto& stage = prepared.plan.stages[index];
      auto& kind = kinds[stage.spec.type];
      ++kind.alone;
      kind.alone_steps += flow::estimated_steps(stage, sentences);
    }
  }
  return kinds;
}

/// The stages whose outputs a stage takes; its other inputs are in `--why`.
std::string producers_text(const flow::PlannedStage& stage) {
  std::vector<std::string> producers;
  for (const auto& [name, input] : stage.inputs)
    if (!input.producer.empty()) producers.push_back(input.producer.substr(0, kShortKey));
  return fmt::format("{}", fmt::join(producers, " "));
}

reports::Table stage_table(const flow::Prepared& prepared, bool whole_keys) {
  reports::Table table{{{"key"}, {"method"}, {"stage"}, {"steps", true}, {"after"}}, {}};
  for (const auto& stage : prepared.plan.stages) {
    const auto steps = flow::estimated_steps(stage, prepared.materials->source_train().size());
    table.rows.push_back({whole_keys ? stage.key : stage.key.substr(0, kShortKey),
                          stage.spec.method, stage.spec.id, steps > 0 ? std::to_string(steps) : "",
                          producers_text(stage)});
  }
  return table;
}

std::string counted(std::size_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::string plan_text(const flow::Prepared& prepared, bool whole_keys) {
  const auto& experiment = prepared.experiment;
  const auto& encoder = prepared.materials->encoder();
  std::string text = fmt::format(
      "{}: {}, {}, {}: {}\n", experiment.name, counted(experiment.methods.size(), "method"),
      counted(experiment.targets.size(), "target"), counted(experiment.seeds.size(), "seed"),
      counted(prepared.plan.runs.size(), "run"));
  text += fmt::format("encoder {}{}, device {}, threads {}, {} of source\n\n", encoder.reference,
                      encoder.random_weights ? " (random weights)" : "",
                      prepared.conditions.at("device").get<std::string>(),
                      prepared.conditions.at("threads").dump(),
                      counted(prepared.materials->source_train().size(), "sentence"));
  text += reports::to_terminal(stage_table(prepared, whole_keys),
                               whole_keys ? 160 : reports::kTerminalWidth);
  text += "\n";
  Sharing all;
  for (const auto& [kind, sharing] : count_sharing(prepared)) {
    text += fmt::format("{}: {} instead of {}\n", kind, sharing.shared, sharing.alone);
    all.shared += sharing.shared;
    all.alone += sharing.alone;
    all.shared_steps += sharing.shared_steps;
    all.alone_steps += sharing.alone_steps;
  }
  text += fmt::format("together {} stages instead of {}, about {} training steps instead of {}\n",
                      all.shared, all.alone, all.shared_steps, all.alone_steps);
  return text;
}

std::string plan_json(const flow::Prepared& prepared) {
  Json stages = Json::array();
  for (const auto& stage : prepared.plan.stages)
    stages.push_back(
        {{"key", stage.key},
         {"id", stage.spec.id},
         {"asker", stage.asker},
         {"steps", flow::estimated_steps(stage, prepared.materials->source_train().size())},
         {"identity", stage.identity}});
  Json runs = Json::array();
  for (const auto& run : prepared.plan.runs) {
    Json keys = Json::array();
    for (const std::size_t index : run.stages) keys.push_back(prepared.plan.stages[index].key);
    runs.push_back({{"method", run.method},
                    {"target", run.target},
                    {"seed", run.seed},
                    {"stages", std::move(keys)}});
  }
  Json sharing = Json::object();
  for (const auto& [kind, counts] : count_sharing(prepared))
    sharing[kind] = {{"stages", counts.shared},
                     {"stages_alone", counts.alone},
                     {"steps", counts.shared_steps},
                     {"steps_alone", counts.alone_steps}};
  return Json{{"schema", 1}, {"stages", stages}, {"runs", runs}, {"sharing", sharing}}.dump(2) +
         "\n";
}

/// Everything that the key of one stage is made of.
std::string why_text(const flow::ExperimentPlan& plan, const std::string& wanted) {
  std::vector<std::string> known;
  for (const auto& stage : plan.stages) {
    if (stage.spec.id == wanted || (wanted.size() >= 6 && stage.key.starts_with(wanted)))
      return fmt::format("{} ({})\n{}\n", stage.key, stage.spec.id, stage.identity.dump(2));
    known.push_back(stage.spec.id);
  }
  throw Error(ErrorKind::kUsage, fmt::format("--why: no stage is named '{}'", wanted),
              Place{"command line"}, nearest_hint(wanted, known));
}

int run_plan(const PlanOptions& options) {
  const TemporaryFolder work;
  const auto prepared = flow::prepare(read_experiment(options.experiment),
                                      {folders(options.experiment.plugin_path), work.path()});
  if (!options.why.empty()) {
    write_text(why_text(prepared.plan, options.why));
  } else {
    if (options.format == "json")
      write_out(plan_json(prepared));
    else
      write_text(plan_text(prepared, options.keys));
  }
  return 0;
}

}  // namespace

Action declare_plan(CLI::App& command) {
  const auto options = std::make_shared<PlanOptions>();
  add_experiment_options(command, options->experiment);
  command.add_flag("--keys", options->keys, "Whole keys, not their first digits");
  command.add_option("--why", options->why, "What the key of one stage is made of")
      ->type_name("STAGE");
  command.add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  return [options] { return run_plan(*options); };
}

}  // namespace xner::cli
