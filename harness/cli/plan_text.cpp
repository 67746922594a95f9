// See plan_text.hpp.
#include "harness/cli/plan_text.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/flow/input_name.hpp"
#include "reports/compare/power.hpp"
#include "reports/formats/table.hpp"

namespace xner::cli {
namespace {

using flow::Json;

/// How often each kind of stage runs, and how often it would if every run were on its own.
struct Sharing {
  std::int64_t shared = 0;
  std::int64_t alone = 0;
  std::int64_t stored = 0;
  std::int64_t shared_steps = 0;
  std::int64_t alone_steps = 0;
  std::int64_t stored_steps = 0;
  std::int64_t trainings = 0;  ///< stages that train
  std::int64_t trainings_alone = 0;
};

bool is_stored(const StoreHas& has, const std::string& key) { return has && has(key); }

std::vector<std::int64_t> steps_of(flow::Suite& suite) {
  std::vector<std::int64_t> steps;
  for (const auto& stage : suite.plan.stages) steps.push_back(estimated_steps(suite, stage));
  return steps;
}

bool is_training(const flow::PlannedStage& stage) {
  return stage.inputs.contains("train") && stage.spec.parameters.is_object() &&
         stage.spec.parameters.contains("train_batch_size");
}

std::map<std::string, Sharing> count_sharing(const flow::ExperimentPlan& plan,
                                             const std::vector<std::int64_t>& steps,
                                             const StoreHas& has) {
  std::map<std::string, Sharing> kinds;
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    auto& kind = kinds[plan.stages[i].spec.type];
    ++kind.shared;
    kind.shared_steps += steps[i];
    kind.trainings += is_training(plan.stages[i]) ? 1 : 0;
    if (!is_stored(has, plan.stages[i].key)) continue;
    ++kind.stored;
    kind.stored_steps += steps[i];
  }
  for (const auto& run : plan.runs) {
    for (const std::size_t index : run.stages) {
      auto& kind = kinds[plan.stages[index].spec.type];
      ++kind.alone;
      kind.alone_steps += steps[index];
      kind.trainings_alone += is_training(plan.stages[index]) ? 1 : 0;
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

reports::Table stage_table(const flow::ExperimentPlan& plan, const std::vector<std::int64_t>& steps,
                           const StoreHas& has, bool whole_keys) {
  reports::Table table{{{"key"},
                        {"method"},
                        {"variant"},
                        {"size", true},
                        {"stage"},
                        {"steps", true},
                        {"after"},
                        {"store"}},
                       {}};
  const bool one_size = std::all_of(plan.stages.begin(), plan.stages.end(), [&](const auto& stage) {
    return stage.size == plan.stages.front().size;
  });
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const auto& stage = plan.stages[i];
    table.rows.push_back({whole_keys ? stage.key : stage.key.substr(0, kShortKey),
                          stage.spec.method, stage.variant == "base" ? "" : stage.variant,
                          one_size ? "" : stage.size, stage.spec.id,
                          steps[i] > 0 ? std::to_string(steps[i]) : "", producers_text(stage),
                          is_stored(has, stage.key) ? "there" : ""});
  }
  for (const char* title : {"variant", "size", "store"}) table.drop_if_empty(title);
  return table;
}

std::string counted(std::size_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

/// What the runs of a plan compare.
struct Arms {
  std::set<std::string> methods, targets;
  std::set<std::pair<std::string, std::string>> configurations;  ///< method and variant
  std::set<std::uint64_t> seeds;
};

Arms arms_of(const flow::ExperimentPlan& plan) {
  Arms arms;
  for (const auto& run : plan.runs) {
    arms.methods.insert(run.method);
    arms.targets.insert(run.target);
    arms.configurations.emplace(run.method, run.variant);
    arms.seeds.insert(run.seed);
  }
  return arms;
}

/// In one sentence, with what it assumes.
std::string design_line(const Arms& arms) {
  using namespace reports;
  const auto seeds = static_cast<std::int64_t>(arms.seeds.size());
  const auto one = detectable_difference(seeds);
  if (!one)
    return wrapped(
        "one seed sees no difference in F1: without a second one the spread over seeds is unknown");
  std::string line = fmt::format(
      "{} seeds see differences from {:.1f} points of F1 on (power {}, two-sided t test of two "
      "configurations, level {}, if F1 deviates by {} points over seeds",
      seeds, *one * kPriorSeedDeviation, kPower, kAlpha, kPriorSeedDeviation);
  const auto comparisons = static_cast<std::int64_t>(arms.configurations.size()) - 1;
  if (comparisons > 1)
    line +=
        fmt::format("; from {:.1f} with Holm's level for {} comparisons",
                    *detectable_difference(seeds, comparisons) * kPriorSeedDeviation, comparisons);
  return wrapped(line + ")");
}

/// "500, 1000 sentences of source"
std::string source_text(flow::Suite& suite) {
  std::set<std::size_t> sizes;
  for (const auto& run : suite.plan.runs) {
    flow::Prepared& part = suite.parts[run.part];
    sizes.insert(part.materials->sentences(flow::in_sample(
        "data:source/train", part.experiment.source, part.methods.at(run.setting).variant.source)));
  }
  return fmt::format("{} sentence{} of source", fmt::join(sizes, ", "),
                     sizes == std::set<std::size_t>{1} ? "" : "s");
}

/// "encoder all-MiniLM-L6-v2, device cpu, threads 2"; of several, each once.
std::string setting_text(const flow::Suite& suite) {
  std::set<std::string> settings;
  for (const flow::Prepared& part : suite.parts) {
    const auto& encoder = part.materials->encoder();
    settings.insert(fmt::format("encoder {}{}, device {}, threads {}", encoder.reference,
                                encoder.random_weights ? " (random weights)" : "",
                                part.conditions.at("device").get<std::string>(),
                                part.conditions.at("threads").dump()));
  }
  return fmt::format("{}", fmt::join(settings, "; "));
}

/// What is not there, with how to obtain it; nothing if all is.
std::string absent_text(const flow::Suite& suite) {
  std::map<std::string, std::set<std::string>> names;  // by how to obtain them
  for (const auto& part : suite.parts)
    for (const auto& [name, hint] : part.absent) names[hint].insert(name);
  if (names.empty()) return "";
  std::string text = "not there yet, so that keys are not those of a run:\n";
  for (const auto& [hint, list] : names)
    text += reports::wrapped(fmt::format("- {}", fmt::join(list, ", "))) +
            reports::wrapped("  " + hint);
  return text + "\n";
}

std::string sharing_text(const std::map<std::string, Sharing>& kinds, const StoreHas& has) {
  std::string text;
  Sharing all;
  for (const auto& [kind, sharing] : kinds) {
    text += fmt::format("{}: {} instead of {}\n", kind, sharing.shared, sharing.alone);
    all.shared += sharing.shared;
    all.alone += sharing.alone;
    all.stored += sharing.stored;
    all.shared_steps += sharing.shared_steps;
    all.alone_steps += sharing.alone_steps;
    all.stored_steps += sharing.stored_steps;
    all.trainings += sharing.trainings;
    all.trainings_alone += sharing.trainings_alone;
  }
  text += reports::wrapped(fmt::format(
      "together {} stages instead of {}; trainings: {} instead of {}, about {} steps instead of {}",
      all.shared, all.alone, all.trainings, all.trainings_alone, all.shared_steps,
      all.alone_steps));
  if (has)
    text += reports::wrapped(
        fmt::format("in the store: {} of {} stages; to do: {} stages, about {} steps", all.stored,
                    all.shared, all.shared - all.stored, all.shared_steps - all.stored_steps));
  return text;
}

}  // namespace

std::string plan_text(flow::Suite& suite, const StoreHas& has, bool whole_keys) {
  const auto& plan = suite.plan;
  const Arms arms = arms_of(plan);
  const auto steps = steps_of(suite);
  const std::size_t configurations = arms.configurations.size();
  const bool swept = configurations > arms.methods.size();
  std::string text = reports::wrapped(
      fmt::format("{}: {}, {}{}, {}: {}", suite.name, counted(arms.methods.size(), "method"),
                  swept ? counted(configurations, "configuration") + ", " : "",
                  counted(arms.targets.size(), "target"), counted(arms.seeds.size(), "seed"),
                  counted(plan.runs.size(), "run")));
  text += reports::wrapped(fmt::format("{}, {}", setting_text(suite), source_text(suite))) + "\n" +
          absent_text(suite);
  text += reports::to_terminal(stage_table(plan, steps, has, whole_keys),
                               whole_keys ? 160 : reports::kTerminalWidth);
  return text + "\n" + sharing_text(count_sharing(plan, steps, has), has) + design_line(arms);
}

std::string plan_json(flow::Suite& suite, const StoreHas& has) {
  const auto& plan = suite.plan;
  const auto steps = steps_of(suite);
  Json stages = Json::array();
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const auto& stage = plan.stages[i];
    stages.push_back({{"key", stage.key},
                      {"id", stage.spec.id},
                      {"asker", stage.asker},
                      {"variant", stage.variant},
                      {"steps", steps[i]},
                      {"identity", stage.identity}});
    if (has) stages.back()["stored"] = has(stage.key);
  }
  Json runs = Json::array();
  for (const auto& run : plan.runs) {
    Json keys = Json::array();
    for (const std::size_t index : run.stages) keys.push_back(plan.stages[index].key);
    runs.push_back({{"method", run.method},
                    {"variant", run.variant},
                    {"size", run.size},
                    {"target", run.target},
                    {"seed", run.seed},
                    {"stages", std::move(keys)}});
    if (suite.parts.size() > 1) runs.back()["experiment"] = suite.parts[run.part].experiment.name;
  }
  Json sharing = Json::object();
  for (const auto& [kind, counts] : count_sharing(plan, steps, has))
    sharing[kind] = {{"stages", counts.shared},       {"stages_alone", counts.alone},
                     {"trainings", counts.trainings}, {"trainings_alone", counts.trainings_alone},
                     {"steps", counts.shared_steps},  {"steps_alone", counts.alone_steps}};
  const Arms arms = arms_of(plan);
  const auto visible = reports::detectable_difference(static_cast<std::int64_t>(arms.seeds.size()));
  const Json difference{
      {"points", visible ? Json(*visible * reports::kPriorSeedDeviation) : Json(nullptr)},
      {"seeds", arms.seeds.size()},
      {"seed_deviation", reports::kPriorSeedDeviation},
      {"power", reports::kPower},
      {"level", reports::kAlpha}};
  return Json{{"schema", 1},
              {"stages", stages},
              {"runs", runs},
              {"sharing", sharing},
              {"configurations", arms.configurations.size()},
              {"detectable_difference", difference}}
             .dump(2) +
         "\n";
}

}  // namespace xner::cli
