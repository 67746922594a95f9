// See prepare.hpp.
#include "harness/flow/prepare.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/flow/at_place.hpp"
#include "harness/flow/locations.hpp"
#include "harness/flow/stage_process.hpp"

namespace xner::flow {
namespace {

void check_needs(const config::Experiment& experiment, const MethodSetting& method) {
  for (const auto& target : experiment.targets) {
    const auto require = [&](bool needed, bool named, const char* key) {
      if (needed && !named)
        throw Error(ErrorKind::kUsage,
                    fmt::format("method '{}' needs '{}' of target '{}', found none",
                                method.description.id, key, target.name),
                    target.test.place,
                    fmt::format("add [data.targets.{}] {} = \"<family>/<part>/<split>\"",
                                target.name, key));
    };
    require(method.description.needs.translations, target.translations.has_value(), "translations");
    require(method.description.needs.unlabelled, target.unlabelled.has_value(), "unlabelled");
  }
}

/// The oracle is scored on target dev: every target must have one.
void check_oracle(const config::Experiment& experiment) {
  const auto& selectors = experiment.selectors;
  if (std::find(selectors.begin(), selectors.end(), "target_dev") == selectors.end()) return;
  for (const auto& target : experiment.targets)
    if (!target.dev)
      throw Error(
          ErrorKind::kUsage,
          fmt::format("selector 'target_dev' needs 'dev' of target '{}', found none", target.name),
          target.test.place, fmt::format("add [data.targets.{}] dev = ...", target.name));
}

/// False if every device is said to be the CPU: then no driver is opened.
bool may_need_gpu(const config::Experiment& experiment) {
  const auto own = [](const auto& table) { return table.second.values.contains("device"); };
  return experiment.training.values.value("device", Json("auto")) != "cpu" ||
         std::any_of(experiment.method_tables.begin(), experiment.method_tables.end(), own);
}

MethodSetting set_up_method(const std::string& name, const Prepared& prepared) {
  const auto& table = prepared.experiment.method_tables.at(name);
  const sdk::PluginFile plugin =
      at_place(table.place, [&] { return sdk::plugin_of(prepared.plugins, name); });
  auto description = describe_plugin(plugin.path);
  MethodSetting setting = resolve_method(name, table, prepared.conditions, prepared.machine, plugin,
                                         std::move(description));
  check_needs(prepared.experiment, setting);
  return setting;
}

/// Defaults become visible: what the run folder's config.toml shows reads back as the same
/// experiment.
void write_out_defaults(Prepared& prepared) {
  prepared.experiment.training.values = prepared.conditions;
  for (const auto& method : prepared.methods) {
    auto& table = prepared.experiment.method_tables.at(method.plugin.tag.method);
    table.values = method.parameters;
    for (const auto& [name, values] : method.departures) table.values[name] = values.second;
  }
}

PlanShape shape_of(const config::Experiment& experiment) {
  PlanShape shape{{}, experiment.seeds, experiment.selectors};
  for (const auto& target : experiment.targets) shape.targets.push_back(target.name);
  return shape;
}

/// Source dev is optional for a method that does not say it needs one: then its stages go without.
void drop_source_dev(sdk::Plan& plan) {
  for (auto& stage : plan.stages)
    std::erase_if(stage.inputs, [](const auto& input) { return input.from == "data:source/dev"; });
}

MethodPlan plan_method(const MethodSetting& method, const PlanShape& shape,
                       const Prepared& prepared) {
  const sdk::PlanRequest request{method.parameters, method.conditions, shape.targets, shape.seeds,
                                 shape.selectors};
  MethodPlan planned{
      method.plugin.tag.method, method.conditions,
      device_class(prepared.machine, method.conditions.at("device").get<std::string>()),
      plan_with_plugin(method.plugin.path, request)};
  if (!prepared.experiment.source.dev && !method.description.needs.source_dev)
    drop_source_dev(planned.plan);
  return planned;
}

/// A stage's parameter; a plugin made them, so it may be anything.
double number(const Json& parameters, const char* name, double otherwise) {
  if (!parameters.is_object()) return otherwise;
  const auto at = parameters.find(name);
  return at != parameters.end() && at->is_number() ? at->get<double>() : otherwise;
}

}  // namespace

Prepared prepare(config::Experiment experiment, const PrepareOptions& options) {
  Prepared prepared;
  prepared.experiment = std::move(experiment);
  check_oracle(prepared.experiment);
  prepared.machine = look_at_machine(may_need_gpu(prepared.experiment));
  prepared.conditions = resolve_conditions(prepared.experiment.training, prepared.machine);
  prepared.plugins = sdk::find_plugins(options.plugin_path);
  for (const auto& name : prepared.experiment.methods)
    prepared.methods.push_back(set_up_method(name, prepared));
  prepared.materials = std::make_unique<Materials>(
      prepared.experiment,
      resolve_encoder(prepared.experiment.encoder, prepared.experiment.encoder_place,
                      options.work_folder),
      options.work_folder / "corpora");
  prepared.identity = {sdk::read_build_id(sdk_library()), prepared.machine.cpu_capability};

  const PlanShape shape = shape_of(prepared.experiment);
  for (const auto& target : shape.targets)
    static_cast<void>(prepared.materials->gold(target, "test"));
  std::vector<MethodPlan> plans;
  for (const auto& method : prepared.methods) plans.push_back(plan_method(method, shape, prepared));
  prepared.plan = build_plan(
      plans, shape, prepared.identity,
      [&](const std::string& method) -> const sdk::PluginFile& {
        return sdk::plugin_of(prepared.plugins, method);
      },
      [&](const std::string& from) { return prepared.materials->digest(from); });
  write_out_defaults(prepared);
  return prepared;
}

std::int64_t estimated_steps(const PlannedStage& stage, std::size_t train_sentences) {
  const double batch = number(stage.spec.parameters, "train_batch_size", 0);
  if (!stage.inputs.contains("train") || batch < 1) return 0;
  if (const double most = number(stage.spec.parameters, "max_steps", 0); most > 0)
    return static_cast<std::int64_t>(most);
  const double an_epoch = std::ceil(static_cast<double>(train_sentences) / batch);
  return static_cast<std::int64_t>(
      std::ceil(an_epoch * number(stage.spec.parameters, "num_train_epochs", 1)));
}

}  // namespace xner::flow
