// The plan of wu_dredze: see stages.hpp.
#include <fmt/format.h>

#include "plugins/wu_dredze/stages.hpp"

namespace wu_dredze {
namespace {

using xner::sdk::Json;
using xner::sdk::Plan;
using xner::sdk::PlanBuilder;
using xner::sdk::PlanRequest;
using xner::sdk::StageSpec;

constexpr const char* kMethod = "wu_dredze";

}  // namespace

const std::vector<xner::sdk::Parameter>& parameters() {
  static const std::vector<xner::sdk::Parameter> list{
      {"freeze_bottom",
       -1,
       "what stays as pre-trained: -1 nothing, 0 the embeddings, k the embeddings and the first k "
       "layers",
       -1.0,
       48.0,
       {}}};
  return list;
}

StageSpec train_stage(const PlanRequest& request, std::uint64_t seed) {
  StageSpec stage{
      fmt::format("train-seed-{}", seed),
      kMethod,
      "train",
      request.conditions,
      {{"train", "data:source/train"}, {"dev", "data:source/dev"}, {"encoder", "encoder"}},
      {"history.tsv"}};
  stage.parameters.update(xner::sdk::own_parameters(parameters(), request.parameters, kMethod));
  stage.parameters["seed"] = seed;
  stage.parameters["selectors"] = request.selectors;
  xner::sdk::add_selectors(stage, request.selectors, request.targets);
  return stage;
}

StageSpec predict_stage(const PlanRequest& request, const std::string& trained,
                        const std::string& target, const std::string& selector) {
  StageSpec stage{fmt::format("predict-{}-{}-{}", target, selector, trained),
                  kMethod,
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

void add_predictions(PlanBuilder& plan, const PlanRequest& request, const std::string& trained,
                     const std::string& target, std::uint64_t seed) {
  for (const std::string& selector : request.selectors) {
    if (selector == xner::sdk::kOracle) {
      plan.add({target, seed, selector, "test", trained, "watched-" + target});
      continue;
    }
    const std::string predict = plan.add(predict_stage(request, trained, target, selector));
    plan.add({target, seed, selector, "test", predict, "predictions.txt"});
  }
}

Plan make_plan(const PlanRequest& request) {
  PlanBuilder plan;
  for (const std::uint64_t seed : request.seeds) {
    const std::string trained = plan.add(train_stage(request, seed));
    for (const std::string& target : request.targets)
      add_predictions(plan, request, trained, target, seed);
  }
  return plan.take();
}

}  // namespace wu_dredze
