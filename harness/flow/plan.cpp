// See plan.hpp.
#include "harness/flow/plan.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/nearest.hpp"

namespace xner::flow {
namespace {

using StageIndex = std::map<std::string, std::size_t>;  // id -> position in the method's plan

[[noreturn]] void unsound(const std::string& method, const std::string& message,
                          std::string hint = {}) {
  throw Error(ErrorKind::kPlugin, fmt::format("the plan of '{}' is not sound: {}", method, message),
              {}, std::move(hint));
}

struct StageReference {
  std::string id;
  std::string output;
};

/// "stage:<id>/<output>", or nothing for what no stage makes.
std::optional<StageReference> stage_reference(const std::string& from) {
  constexpr std::string_view kPrefix = "stage:";
  if (!from.starts_with(kPrefix)) return std::nullopt;
  const std::string rest = from.substr(kPrefix.size());
  const auto slash = rest.rfind('/');
  if (slash == rest.npos) return StageReference{rest, ""};
  return StageReference{rest.substr(0, slash), rest.substr(slash + 1)};
}

bool is_file_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == name.npos &&
         name.find('\0') == name.npos;
}

void check_output(const std::string& method, const sdk::StageSpec& stage, const std::string& output,
                  const std::string& asker) {
  if (std::find(stage.outputs.begin(), stage.outputs.end(), output) == stage.outputs.end())
    unsound(method,
            fmt::format("{} wants the output '{}' of stage '{}', which has no such output", asker,
                        output, stage.id),
            nearest_hint(output, stage.outputs));
}

const sdk::StageSpec& find_stage(const MethodPlan& method, const StageIndex& index,
                                 const std::string& id, const std::string& asker) {
  const auto at = index.find(id);
  if (at != index.end()) return method.plan.stages[at->second];
  std::vector<std::string> known;
  for (const auto& [name, unused] : index) known.push_back(name);
  unsound(method.method, fmt::format("{} refers to stage '{}', which does not exist", asker, id),
          nearest_hint(id, known));
}

StageIndex index_stages(const MethodPlan& method) {
  StageIndex index;
  for (std::size_t i = 0; i < method.plan.stages.size(); ++i) {
    const auto& stage = method.plan.stages[i];
    if (!index.emplace(stage.id, i).second)
      unsound(method.method, fmt::format("two stages are named '{}'", stage.id));
    std::set<std::string> outputs, inputs;
    for (const auto& output : stage.outputs)
      if (!is_file_name(output) || !outputs.insert(output).second)
        unsound(method.method,
                fmt::format("stage '{}': '{}' is no name for an output, or named twice", stage.id,
                            output));
    for (const auto& input : stage.inputs)
      if (!inputs.insert(input.name).second)
        unsound(method.method,
                fmt::format("stage '{}' has two inputs named '{}'", stage.id, input.name));
  }
  return index;
}

/// Positions of the stages, producers first, otherwise in the plan's order (Kahn 1962).
std::vector<std::size_t> topological_order(const MethodPlan& method, const StageIndex& index) {
  const auto& stages = method.plan.stages;
  std::vector<std::size_t> waiting(stages.size(), 0);
  std::vector<std::vector<std::size_t>> consumers(stages.size());
  for (std::size_t i = 0; i < stages.size(); ++i) {
    for (const auto& input : stages[i].inputs) {
      const auto reference = stage_reference(input.from);
      if (!reference) continue;
      const std::string asker = fmt::format("stage '{}'", stages[i].id);
      check_output(method.method, find_stage(method, index, reference->id, asker),
                   reference->output, asker);
      consumers[index.at(reference->id)].push_back(i);
      ++waiting[i];
    }
  }
  std::set<std::size_t> ready;
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (waiting[i] == 0) ready.insert(i);
  std::vector<std::size_t> order;
  while (!ready.empty()) {
    const std::size_t next = *ready.begin();
    ready.erase(ready.begin());
    order.push_back(next);
    for (const std::size_t consumer : consumers[next])
      if (--waiting[consumer] == 0) ready.insert(consumer);
  }
  if (order.size() < stages.size()) {
    std::vector<std::string> stuck;
    for (std::size_t i = 0; i < stages.size(); ++i)
      if (waiting[i] > 0) stuck.push_back(stages[i].id);
    unsound(method.method,
            fmt::format("these stages wait for each other: {}", fmt::join(stuck, ", ")));
  }
  return order;
}

/// Everything that determines the output of a stage. Names of stages and folders are not in it.
Json stage_identity(const sdk::StageSpec& spec, const std::map<std::string, PlannedInput>& inputs,
                    const MethodPlan& method, const BuildIdentity& identity,
                    const sdk::PluginFile& plugin) {
  Json sources = Json::object();
  for (const auto& [name, input] : inputs) {
    if (input.producer.empty()) {
      sources[name] = input.digest;
    } else {
      sources[name] = {{"stage", input.producer}, {"output", input.output}};
    }
  }
  return {{"schema", kKeySchema},
          {"method", spec.method},
          {"type", spec.type},
          {"parameters", spec.parameters},
          {"outputs", spec.outputs},
          {"inputs", std::move(sources)},
          {"plugin", plugin.build_id},
          {"sdk", identity.sdk_build_id},
          {"libtorch", plugin.tag.libtorch},
          {"device", spec.parameters.at("device") == "cpu" ? "cpu" : method.device_class},
          {"cpu_capability", identity.cpu_capability},
          {"threads", spec.parameters.at("threads")},
          {"precision", spec.parameters.at("precision")}};
}

/// What decides arithmetic stands in every stage, so that its key and its process read the same. A
/// stage that does not say where it runs needs no GPU.
void complete_parameters(const MethodPlan& method, sdk::StageSpec& spec) {
  if (!spec.parameters.is_object())
    unsound(method.method, fmt::format("stage '{}': its parameters are no object", spec.id));
  const Json common{{"device", "cpu"},
                    {"threads", method.conditions.value("threads", 1)},
                    {"precision", method.conditions.value("precision", "fp32")}};
  for (const auto& [name, value] : common.items())
    if (!spec.parameters.contains(name)) spec.parameters[name] = value;
  const Json& device = spec.parameters.at("device");
  if (device != "cpu" && device != method.conditions.value("device", "cpu"))
    unsound(method.method, fmt::format("stage '{}' wants device {}, the conditions say {}", spec.id,
                                       device.dump(), method.conditions.value("device", "cpu")));
}

class Builder {
 public:
  Builder(const PlanShape& shape, const BuildIdentity& identity, const PluginOf& plugin_of,
          const DigestOf& digest_of)
      : shape_(shape), identity_(identity), plugin_of_(plugin_of), digest_of_(digest_of) {}

  void add(const MethodPlan& method) {
    const StageIndex index = index_stages(method);
    std::map<std::string, std::size_t> placed;  // id -> position in plan_.stages
    for (const std::size_t i : topological_order(method, index))
      placed[method.plan.stages[i].id] = place(method, method.plan.stages[i], placed);
    add_runs(method, index, placed);
  }

  [[nodiscard]] ExperimentPlan take() { return std::move(plan_); }

 private:
  std::size_t place(const MethodPlan& method, const sdk::StageSpec& spec,
                    const std::map<std::string, std::size_t>& placed) {
    PlannedStage stage;
    stage.spec = spec;
    complete_parameters(method, stage.spec);
    stage.asker = method.method;
    stage.variant = method.variant;
    stage.size = method.size;
    for (const auto& input : spec.inputs) {
      PlannedInput planned{input.from, {}, {}, {}};
      if (const auto reference = stage_reference(input.from)) {
        planned.producer = plan_.stages[placed.at(reference->id)].key;
        planned.output = reference->output;
      } else {
        planned.digest = digest_of_(input.from);
      }
      stage.inputs.emplace(input.name, std::move(planned));
    }
    const sdk::PluginFile& plugin = plugin_of_(spec.method);
    stage.plugin = plugin.path;
    stage.identity = stage_identity(stage.spec, stage.inputs, method, identity_, plugin);
    stage.key = sha256(stage.identity.dump());
    const auto [at, is_new] = position_.emplace(stage.key, plan_.stages.size());
    if (is_new) plan_.stages.push_back(std::move(stage));
    return at->second;
  }

  void add_runs(const MethodPlan& method, const StageIndex& index,
                const std::map<std::string, std::size_t>& placed) {
    std::map<std::pair<std::string, std::uint64_t>, PlannedRun> runs;
    for (const auto& prediction : method.plan.predictions) {
      const std::string asker = fmt::format("the prediction for target '{}', seed {}",
                                            prediction.target, prediction.seed);
      const bool wanted =
          std::count(shape_.targets.begin(), shape_.targets.end(), prediction.target) > 0 &&
          std::count(shape_.seeds.begin(), shape_.seeds.end(), prediction.seed) > 0 &&
          std::count(shape_.selectors.begin(), shape_.selectors.end(), prediction.selector) > 0;
      if (!wanted)
        unsound(method.method,
                fmt::format("{} (selector '{}') was not asked for", asker, prediction.selector));
      if (prediction.split != "test")
        unsound(method.method,
                fmt::format("{}: expected split 'test', found '{}'", asker, prediction.split));
      check_output(method.method, find_stage(method, index, prediction.stage, asker),
                   prediction.output, asker);
      auto& run = runs[{prediction.target, prediction.seed}];
      for (const auto& other : run.predictions)
        if (other.selector == prediction.selector && other.split == prediction.split)
          unsound(method.method,
                  fmt::format("{} is there twice (selector '{}')", asker, prediction.selector));
      run.predictions.push_back({prediction.selector, prediction.split,
                                 plan_.stages[placed.at(prediction.stage)].key, prediction.output});
    }
    for (const auto& target : shape_.targets)
      for (const auto seed : shape_.seeds)
        finish_run(method, target, seed, std::move(runs[{target, seed}]));
    ++settings_;
  }

  void finish_run(const MethodPlan& method, const std::string& target, std::uint64_t seed,
                  PlannedRun run) {
    for (const auto& selector : shape_.selectors)
      if (std::none_of(run.predictions.begin(), run.predictions.end(),
                       [&](const auto& p) { return p.selector == selector && p.split == "test"; }))
        unsound(
            method.method,
            fmt::format(
                "target '{}', seed {}: expected a test prediction for selector '{}', found none",
                target, seed, selector));
    run.method = method.method;
    run.variant = method.variant;
    run.size = method.size;
    run.setting = settings_;
    run.target = target;
    run.seed = seed;
    std::set<std::size_t> needed;
    for (const auto& prediction : run.predictions) collect(position_.at(prediction.stage), needed);
    run.stages.assign(needed.begin(), needed.end());
    plan_.runs.push_back(std::move(run));
  }

  void collect(std::size_t stage, std::set<std::size_t>& needed) const {
    if (!needed.insert(stage).second) return;
    for (const auto& [name, input] : plan_.stages[stage].inputs)
      if (!input.producer.empty()) collect(position_.at(input.producer), needed);
  }

  const PlanShape& shape_;
  const BuildIdentity& identity_;
  const PluginOf& plugin_of_;
  const DigestOf& digest_of_;
  ExperimentPlan plan_;
  std::map<std::string, std::size_t> position_;  // key -> position
  std::size_t settings_ = 0;                     // plans that were added
};

}  // namespace

const PlannedStage& ExperimentPlan::stage(const std::string& key) const {
  for (const auto& planned : stages)
    if (planned.key == key) return planned;
  throw Error(ErrorKind::kInternal, fmt::format("no stage has the key {}", key));
}

ExperimentPlan build_plan(std::span<const MethodPlan> methods, const PlanShape& shape,
                          const BuildIdentity& identity, const PluginOf& plugin_of,
                          const DigestOf& digest_of) {
  Builder builder(shape, identity, plugin_of, digest_of);
  for (const auto& method : methods) builder.add(method);
  return builder.take();
}

}  // namespace xner::flow
