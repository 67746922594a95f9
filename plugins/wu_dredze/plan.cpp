// The plan of wu_dredze: see stages.hpp.
#include <algorithm>

#include <fmt/format.h>

#include "plugins/wu_dredze/stages.hpp"

namespace wu_dredze {
namespace {

using xner::sdk::Json;
using xner::sdk::Plan;
using xner::sdk::PlanRequest;
using xner::sdk::StageSpec;

constexpr const char* kOracle = "target_dev";

bool selects(const PlanRequest& request, const char* selector) {
  return std::find(request.selectors.begin(), request.selectors.end(), selector) !=
         request.selectors.end();
}

}  // namespace

StageSpec train_stage(const PlanRequest& request, std::uint64_t seed) {
  StageSpec stage{
      fmt::format("train-seed-{}", seed),
      "wu_dredze",
      "train",
      request.conditions,
      {{"train", "data:source/train"}, {"dev", "data:source/dev"}, {"encoder", "encoder"}},
      {"history.tsv"}};
  stage.parameters.update(request.parameters);
  stage.parameters["seed"] = seed;
  stage.parameters["selectors"] = request.selectors;
  for (const std::string& selector : request.selectors)
    if (selector != kOracle) stage.outputs.push_back("model-" + selector);
  if (!selects(request, kOracle)) return stage;
  for (const std::string& target : request.targets) {
    for (const char* split : {"dev", "test"})
      stage.inputs.push_back({fmt::format("watch/{}/{}", target, split),
                              fmt::format("data:target/{}/{}", target, split)});
    stage.outputs.push_back("watched-" + target);
  }
  return stage;
}

StageSpec predict_stage(const PlanRequest& request, const std::string& trained,
                        const std::string& target, const std::string& selector) {
  StageSpec stage{fmt::format("predict-{}-{}-{}", target, selector, trained),
                  "wu_dredze",
                  "predict",
                  Json::object(),
                  {{"model", fmt::format("stage:{}/model-{}", trained, selector)},
                   {"text", fmt::format("data:target/{}/test", target)}},
                  {"predictions.txt"}};
  for (const char* name : {"max_length", "stride", "precision", "device", "threads"})
    stage.parameters[name] = request.conditions.at(name);
  stage.parameters["logits"] = false;
  stage.parameters["tokens_per_batch"] = 4096;
  return stage;
}

Plan make_plan(const PlanRequest& request) {
  Plan plan;
  for (const std::uint64_t seed : request.seeds) {
    const StageSpec train = train_stage(request, seed);
    plan.stages.push_back(train);
    for (const std::string& target : request.targets) {
      for (const std::string& selector : request.selectors) {
        if (selector == kOracle) {
          plan.predictions.push_back(
              {target, seed, selector, "test", train.id, "watched-" + target});
          continue;
        }
        const StageSpec predict = predict_stage(request, train.id, target, selector);
        plan.stages.push_back(predict);
        plan.predictions.push_back({target, seed, selector, "test", predict.id, "predictions.txt"});
      }
    }
  }
  return plan;
}

}  // namespace wu_dredze
