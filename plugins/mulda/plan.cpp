// The plan of mulda: see stages.hpp.
#include <algorithm>

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
constexpr const char* kOracle = "target_dev";

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
  const Json own = own_parameters(translation_parameters(), request.parameters);
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
  stage.parameters.update(own_parameters(training_parameters(), request.parameters));
  stage.parameters["seed"] = seed;
  stage.parameters["selectors"] = request.selectors;
  for (const std::string& selector : request.selectors) {
    if (selector != kOracle) {
      stage.outputs.push_back("model-" + selector);
      continue;
    }
    for (const char* split : {"dev", "test"})
      stage.inputs.push_back({fmt::format("watch/{}/{}", target, split),
                              fmt::format("data:target/{}/{}", target, split)});
    stage.outputs.push_back("watched-" + target);
  }
  return stage;
}

Plan make_plan(const PlanRequest& request) {
  Plan plan;
  for (const std::string& target : request.targets) {
    plan.stages.push_back(translate_stage(request, target));
    for (const std::uint64_t seed : request.seeds) {
      const StageSpec train = train_stage(request, target, seed);
      plan.stages.push_back(train);
      for (const std::string& selector : request.selectors) {
        if (selector == kOracle) {
          plan.predictions.push_back(
              {target, seed, selector, "test", train.id, "watched-" + target});
          continue;
        }
        const StageSpec predict = wu_dredze::predict_stage(request, train.id, target, selector);
        plan.stages.push_back(predict);
        plan.predictions.push_back({target, seed, selector, "test", predict.id, "predictions.txt"});
      }
    }
  }
  return plan;
}

}  // namespace mulda
