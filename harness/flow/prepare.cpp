// See prepare.hpp.
#include "harness/flow/prepare.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/hash.hpp"
#include "harness/flow/at_place.hpp"
#include "harness/flow/input_name.hpp"
#include "harness/flow/locations.hpp"
#include "harness/flow/plugin_answers.hpp"
#include "harness/flow/provenance.hpp"
#include "harness/sdk/conditions.hpp"

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

/// One method in all its variants.
std::vector<MethodSetting> set_up_method(const std::string& name, const Prepared& prepared,
                                         const PluginAnswers& answers) {
  const auto& table = prepared.experiment.method_tables.at(name);
  const sdk::PluginFile plugin =
      at_place(table.place, [&] { return sdk::plugin_of(prepared.plugins, name); });
  const auto description = answers.describe(plugin);
  std::vector<MethodSetting> settings;
  for (Variant& variant : expand_sweep(prepared.experiment, name, description.parameters)) {
    const Json common = resolve_conditions(variant.training, prepared.machine);
    settings.push_back(
        resolve_method(name, variant.table, common, prepared.machine, plugin, description));
    settings.back().variant = std::move(variant);
  }
  check_needs(prepared.experiment, settings.front());
  return settings;
}

/// Defaults become visible, and what is swept stays a list: `xner validate --show` reads back as
/// the same experiment.
void write_out_defaults(Prepared& prepared) {
  const auto& conditions = sdk::condition_parameters();
  auto& training = prepared.experiment.training;
  training.values = with_axes(training, prepared.conditions, conditions, "training");
  for (auto& [name, table] : prepared.experiment.method_tables) {
    const auto first =
        std::find_if(prepared.methods.begin(), prepared.methods.end(),
                     [&name = name](const auto& m) { return m.plugin.tag.method == name; });
    auto known = first->description.parameters;
    known.insert(known.end(), conditions.begin(), conditions.end());
    table.values = with_axes(table, first->own, known, "methods." + name);
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
    std::erase_if(stage.inputs, [](const auto& input) {
      return parse_input_name(input.from).kind == InputKind::kSourceDev;
    });
}

MethodPlan method_plan(const MethodSetting& method, sdk::Plan plan, const Prepared& prepared) {
  MethodPlan planned{
      method.plugin.tag.method,
      method.conditions,
      device_class(prepared.machine, method.conditions.at("device").get<std::string>()),
      std::move(plan),
      method.variant.name,
      "full"};
  const auto& source = prepared.experiment.source;
  if (!source.dev && !method.description.needs.source_dev) drop_source_dev(planned.plan);
  if (const auto& size = method.variant.source.size) planned.size = std::to_string(*size);
  for (auto& stage : planned.plan.stages)
    for (auto& input : stage.inputs)
      input.from = in_sample(input.from, source, method.variant.source);
  return planned;
}

/// The plans of `prepared.methods`. A plugin is asked once for all variants of its method; they
/// stand together.
std::vector<MethodPlan> plan_methods(const PlanShape& shape, const Prepared& prepared,
                                     const PluginAnswers& answers) {
  std::vector<MethodPlan> plans;
  const auto& methods = prepared.methods;
  while (plans.size() < methods.size()) {
    const std::size_t begin = plans.size();
    const auto& plugin = methods[begin].plugin;
    std::vector<sdk::PlanRequest> requests;
    for (std::size_t i = begin;
         i < methods.size() && methods[i].plugin.tag.method == plugin.tag.method; ++i)
      requests.push_back({methods[i].parameters, methods[i].conditions, shape.targets, shape.seeds,
                          shape.selectors});
    auto asked = answers.plan(plugin, requests);
    for (std::size_t i = 0; i < asked.size(); ++i)
      plans.push_back(method_plan(methods[begin + i], std::move(asked[i]), prepared));
  }
  return plans;
}

/// For planning, one that is not there has the digest of its name.
EncoderFolder encoder_of(Prepared& prepared, const PrepareOptions& options) {
  const std::string& reference = prepared.experiment.encoder;
  try {
    return resolve_encoder(reference, prepared.experiment.encoder_place, options.work_folder);
  } catch (const Error& error) {
    if (!options.for_planning || error.kind() != ErrorKind::kUsage) throw;
    prepared.absent["encoder " + reference] = error.hint();
    EncoderFolder absent;
    absent.reference = reference;
    absent.digest = sha256("absent encoder " + reference);
    return absent;
  }
}

/// A stage's parameter; a plugin made them, so it may be anything.
double number(const Json& parameters, const char* name, double otherwise) {
  if (!parameters.is_object()) return otherwise;
  const auto at = parameters.find(name);
  return at != parameters.end() && at->is_number() ? at->get<double>() : otherwise;
}

std::string text(const Json& parameters, const char* name) {
  if (!parameters.is_object()) return "";
  const auto at = parameters.find(name);
  return at != parameters.end() && at->is_string() ? at->get<std::string>() : "";
}

}  // namespace

Prepared prepare(config::Experiment experiment, const PrepareOptions& options) {
  Prepared prepared;
  prepared.experiment = std::move(experiment);
  check_oracle(prepared.experiment);
  prepared.machine = look_at_machine(may_need_gpu(prepared.experiment));
  prepared.conditions = resolve_conditions(
      first_of_axes(prepared.experiment.training, sdk::condition_parameters(), "training"),
      prepared.machine);
  prepared.plugins = sdk::find_plugins(options.plugin_path);
  const PluginAnswers answers(options.store, options.work_folder / "answers");
  for (const auto& name : prepared.experiment.methods)
    for (auto& setting : set_up_method(name, prepared, answers))
      prepared.methods.push_back(std::move(setting));
  prepared.materials =
      std::make_unique<Materials>(prepared.experiment, encoder_of(prepared, options),
                                  options.work_folder / "corpora", options.for_planning);
  prepared.identity = {sdk::read_build_id(sdk_library()), prepared.machine.cpu_capability};

  const PlanShape shape = shape_of(prepared.experiment);
  for (const auto& target : shape.targets)
    static_cast<void>(prepared.materials->gold(target, "test"));
  const auto plans = plan_methods(shape, prepared, answers);
  prepared.plan = build_plan(
      plans, shape, prepared.identity,
      [&](const std::string& method) -> const sdk::PluginFile& {
        return sdk::plugin_of(prepared.plugins, method);
      },
      [&](const std::string& from) { return prepared.materials->digest(from); });
  prepared.absent.insert(prepared.materials->absent().begin(), prepared.materials->absent().end());
  write_out_defaults(prepared);
  // After that: what a method's parameters make of a stage is no condition of its own.
  for (std::size_t i = 0; i < plans.size(); ++i)
    for (const auto& [name, values] : plans[i].plan.departures.items())
      prepared.methods[i].departures.emplace(name, std::pair(values[0], values[1]));
  return prepared;
}

std::size_t training_units(const ExperimentPlan& plan, const PlannedStage& stage,
                           const SentencesOf& sentences_of) {
  const auto count = [&](const PlannedStage& reader, const char* name) {
    std::optional<std::size_t> number;
    const auto input = reader.inputs.find(name);
    if (input != reader.inputs.end() && input->second.producer.empty())
      number = sentences_of(input->second);
    return number;
  };
  // A stage makes at most one training sentence of each that it reads.
  const auto made_or_read = [&](const char* name) {
    const auto input = stage.inputs.find(name);
    if (input == stage.inputs.end() || input->second.producer.empty()) return count(stage, name);
    const PlannedStage& maker = plan.stage(input->second.producer);
    const auto source = count(maker, "source"), translations = count(maker, "translations");
    return source && translations ? std::min(source, translations) : source;
  };
  const auto train = made_or_read("train"), translations = made_or_read("translations");
  if (!train || !translations) return train.value_or(0);
  if (text(stage.spec.parameters, "entrans_batch") == "shuffled_union")
    return *train + *translations;
  return text(stage.spec.parameters, "pairs_missing") == "drop" ? std::min(*train, *translations)
                                                                : *train;
}

std::int64_t estimated_steps(const PlannedStage& stage, std::size_t units) {
  const double batch = number(stage.spec.parameters, "train_batch_size", 0);
  if (!stage.inputs.contains("train") || batch < 1) return 0;
  if (const double most = number(stage.spec.parameters, "max_steps", 0); most > 0)
    return static_cast<std::int64_t>(most);
  const double an_epoch = std::ceil(static_cast<double>(units) / batch);
  return static_cast<std::int64_t>(
      std::ceil(an_epoch * number(stage.spec.parameters, "num_train_epochs", 1)));
}

}  // namespace xner::flow
