// See planning.hpp.
#include "harness/sdk/planning.hpp"

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::sdk {

void add_selectors(StageSpec& stage, const std::vector<std::string>& selectors,
                   const std::vector<std::string>& watched) {
  for (const std::string& selector : selectors) {
    if (selector != kOracle) {
      stage.outputs.push_back("model-" + selector);
      continue;
    }
    for (const std::string& target : watched) {
      for (const char* split : {"dev", "test"})
        stage.inputs.push_back({fmt::format("watch/{}/{}", target, split),
                                fmt::format("data:target/{}/{}", target, split)});
      stage.outputs.push_back("watched-" + target);
    }
  }
}

Json own_parameters(const std::vector<Parameter>& known, const Json& given,
                    const std::string& method) {
  Json own = Json::object();
  for (const Parameter& parameter : known)
    if (given.is_object() && given.contains(parameter.name))
      own[parameter.name] = given[parameter.name];
  return resolve_parameters(known, own, method);
}

std::string PlanBuilder::add(const StageSpec& stage) {
  const auto [known, is_new] = place_.emplace(stage.id, plan_.stages.size());
  if (is_new) {
    plan_.stages.push_back(stage);
  } else if (Json(plan_.stages[known->second]) != Json(stage)) {
    throw Error(ErrorKind::kPlugin,
                fmt::format("expected one stage of the id '{}' in a plan, found two that differ: "
                            "of {}, type {}, and of {}, type {}",
                            stage.id, plan_.stages[known->second].method,
                            plan_.stages[known->second].type, stage.method, stage.type));
  }
  return stage.id;
}

}  // namespace xner::sdk
