// The plan of mulda: see stages.hpp.
#include <fmt/format.h>

#include "plugins/mulda/settings.hpp"
#include "plugins/mulda/stages.hpp"
#include "plugins/wu_dredze/stages.hpp"

namespace mulda {
namespace {

using xner::sdk::Json;
using xner::sdk::Plan;
using xner::sdk::PlanRequest;
using xner::sdk::StageSpec;

constexpr const char* kMethod = "mulda";

/// What a mode reads beside the source: how the stage calls it, and the name of the target's file.
std::vector<xner::sdk::StageInput> inputs_of(const Json& parameters, const std::string& target) {
  const std::string mode = parameters.at("mode");
  const auto file = [&](const char* name) {
    return xner::sdk::StageInput{name, fmt::format("data:files/{}/{}", target, name)};
  };
  if (mode == "placeholders") return {file("templates"), file("entities")};
  if (mode == "alignment") return {file("plain"), file("alignments")};
  if (mode == "translator") return {file("translator")};
  if (mode == "dictionary") {
    if (parameters.at("casing") == "carried") return {file("dictionary")};
    return {file("dictionary"), {"casing", fmt::format("data:target/{}/unlabelled", target)}};
  }
  return {{"translations", fmt::format("data:translations/{}/train", target)}};
}

}  // namespace

StageSpec translate_stage(const PlanRequest& request, const std::string& target) {
  const Json own = xner::sdk::own_parameters(translation_parameters(), request.parameters, kMethod);
  StageSpec stage{fmt::format("translate-{}", target),
                  kMethod,
                  "translate",
                  stage_parameters(own, language_of_target(target)),
                  {{"source", "data:source/train"}},
                  {"train.jsonl", "quality.json"}};
  for (auto& input : inputs_of(stage.parameters, target)) stage.inputs.push_back(std::move(input));
  return stage;
}

StageSpec train_stage(const PlanRequest& request, const std::string& target, std::uint64_t seed) {
  const StageSpec translated = translate_stage(request, target);
  StageSpec stage{fmt::format("entrans-{}-seed-{}", target, seed),
                  kMethod,
                  "train",
                  request.conditions,
                  {{"train", "data:source/train"},
                   {"translations", fmt::format("stage:{}/train.jsonl", translated.id)},
                   {"dev", "data:source/dev"},
                   {"encoder", "encoder"}},
                  {"history.tsv"}};
  stage.parameters.update(
      xner::sdk::own_parameters(training_parameters(), request.parameters, kMethod));
  stage.parameters["seed"] = seed;
  stage.parameters["selectors"] = request.selectors;
  xner::sdk::add_selectors(stage, request.selectors, {target});
  return stage;
}

Plan make_plan(const PlanRequest& request) {
  xner::sdk::PlanBuilder plan;
  for (const std::string& target : request.targets) {
    plan.add(translate_stage(request, target));
    for (const std::uint64_t seed : request.seeds)
      wu_dredze::add_predictions(plan, request, plan.add(train_stage(request, target, seed)),
                                 target, seed);
  }
  return plan.take();
}

}  // namespace mulda
