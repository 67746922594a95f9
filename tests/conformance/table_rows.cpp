// See table_rows.hpp.
#include "tests/conformance/table_rows.hpp"

#include <algorithm>
#include <map>

#include "harness/sdk/plugin_search.hpp"
#include "tests/conformance/sample_world.hpp"
#include "tests/support/plugin_files.hpp"

namespace xner::test {

sdk::PlanRequest request_of(const Row& row, const Columns& columns) {
  static std::map<std::string, sdk::MethodDescription> descriptions;  // a worker starts for each
  auto known = descriptions.find(row.method);
  if (known == descriptions.end())
    known = descriptions
                .emplace(row.method,
                         flow::describe_plugin(plugin_file(row.method), SampleWorld::setting()))
                .first;
  sdk::PlanRequest request = SampleWorld::request(known->second);
  request.targets = columns.targets;
  request.selectors = columns.selectors;
  request.parameters.update(row.parameters);
  return request;
}

sdk::Plan plan_of(const std::string& method, const sdk::PlanRequest& request) {
  static std::map<std::string, sdk::Plan> plans;  // pure, and a worker starts for each
  const std::string name = method + " " + sdk::Json(request).dump();
  auto known = plans.find(name);
  if (known == plans.end())
    known = plans
                .emplace(name, flow::plan_with_plugin(plugin_file(method), request,
                                                      SampleWorld::setting()))
                .first;
  return known->second;
}

flow::ExperimentPlan plan_of(const std::vector<Row>& rows, const Columns& columns) {
  std::vector<flow::MethodPlan> methods;
  for (const Row& row : rows) {
    const sdk::PlanRequest request = request_of(row, columns);
    methods.push_back({row.method, request.conditions, "cpu", plan_of(row.method, request),
                       row.parameters.value("preset", "base")});
  }
  const std::vector<std::filesystem::path> folders{build_folder() / "lib" / "xner" / "plugins"};
  const auto plugins = sdk::find_plugins(folders);
  return flow::build_plan(
      methods, {columns.targets, {1}, columns.selectors}, {"sdk", "capability"},
      [&](const std::string& name) -> const sdk::PluginFile& {
        return sdk::plugin_of(plugins, name);
      },
      [](const std::string& from) { return "digest of " + from; });
}

std::size_t stages_of(const flow::ExperimentPlan& plan, const std::vector<std::string>& types) {
  return static_cast<std::size_t>(
      std::count_if(plan.stages.begin(), plan.stages.end(), [&](const auto& stage) {
        return std::find(types.begin(), types.end(), stage.spec.type) != types.end();
      }));
}

std::size_t trainings(const std::vector<Row>& rows, const Columns& columns) {
  return stages_of(plan_of(rows, columns), {"train", "distil"});
}

}  // namespace xner::test
