// See settings.hpp.
#include "harness/flow/settings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/base/error_list.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"
#include "harness/flow/at_place.hpp"
#include "harness/sdk/conditions.hpp"

namespace xner::flow {
namespace {

const sdk::Parameter* find(const std::vector<sdk::Parameter>& known, const std::string& name) {
  const auto at =
      std::find_if(known.begin(), known.end(), [&](const auto& p) { return p.name == name; });
  return at == known.end() ? nullptr : &*at;
}

void refuse_key(const std::string& table, const std::string& key, const Place& place,
                const std::vector<std::string>& known, ErrorList& errors) {
  errors.add(place, fmt::format("unknown key '{}.{}'", table, shortened(key)),
             nearest_hint(key, known));
}

/// Where a contradiction between keys is pointed out: at what was said last.
bool is_later(const Place& place, const Place& than) {
  return place.file == config::kCommandLine ||
         (than.file != config::kCommandLine && place.line >= than.line);
}

std::vector<std::string> names_of(const std::vector<sdk::Parameter>& parameters) {
  std::vector<std::string> names;
  for (const auto& parameter : parameters) names.push_back(parameter.name);
  return names;
}

/// Values that belong together are checked together, and what the machine decides is written out.
Json complete(Json conditions, const Place& place, const Machine& machine) {
  at_place(place, [&] { return conditions.get<sdk::Conditions>(); });
  auto& device = conditions["device"];
  if (device == "auto") device = default_device(machine);
  if (device == "cuda" && machine.gpus.visible.empty())
    throw Error(
        ErrorKind::kUsage, "device = \"cuda\": expected a visible GPU, found none", place,
        machine.gpus.problem.empty() ? "`xner doctor` shows what was found" : machine.gpus.problem);
  if (device == "cuda" && !machine.cuda_part)
    throw Error(ErrorKind::kUsage,
                "device = \"cuda\": expected LibTorch with its CUDA part, found the CPU part alone",
                place, "`./bootstrap.sh build` fetches it on a machine with a GPU");
  if (conditions["threads"] == 0) conditions["threads"] = default_threads(machine);
  return conditions;
}

}  // namespace

Json checked_value(const sdk::Parameter& parameter, const Json& value, const std::string& table,
                   const Place& place) {
  if (value.is_array() && !parameter.default_value.is_array()) {
    const Json& model = parameter.default_value;
    const char* const expected = model.is_number_float() ? "a float"
                                 : model.is_number()     ? "an integer"
                                 : model.is_boolean()    ? "true or false"
                                                         : "a string";
    throw Error(ErrorKind::kUsage,
                fmt::format("{}.{}: expected {}, found a list of {}", table, parameter.name,
                            expected, value.size()),
                place);
  }
  return at_place(place, [&] {
    return sdk::resolve_parameters({parameter}, {{parameter.name, value}}, table)
        .at(parameter.name);
  });
}

Json resolve_conditions(const config::OpenTable& training, const Machine& machine) {
  const auto& known = sdk::condition_parameters();
  Json conditions = sdk::resolve_parameters(known, Json::object(), "training");
  Place last = training.place;
  ErrorList unknown(training.place.file, ErrorKind::kUsage);
  for (const auto& [key, value] : training.values.items()) {
    const Place& place = training.places.at(key);
    const auto* parameter = find(known, key);
    if (parameter == nullptr) {
      refuse_key("training", key, place, names_of(known), unknown);
      continue;
    }
    conditions[key] = checked_value(*parameter, value, "training", place);
    if (is_later(place, last)) last = place;
  }
  unknown.throw_if_any();
  return complete(std::move(conditions), last, machine);
}

MethodSetting resolve_method(const std::string& method, const config::OpenTable& table,
                             const Json& common_conditions, const Machine& machine,
                             sdk::PluginFile plugin, sdk::MethodDescription description) {
  MethodSetting setting;
  setting.plugin = std::move(plugin);
  setting.description = std::move(description);
  setting.common = common_conditions;
  setting.conditions = common_conditions;
  const auto& own = setting.description.parameters;
  for (const auto& parameter : own)
    if (find(sdk::condition_parameters(), parameter.name) != nullptr)
      throw Error(ErrorKind::kPlugin,
                  fmt::format("method '{}': its parameter '{}' has the name of a condition", method,
                              parameter.name),
                  table.place,
                  "conditions belong to the harness; `xner list conditions` shows them");
  const std::string name = "methods." + method;
  setting.parameters = sdk::resolve_parameters(own, Json::object(), name);
  Place last = table.place;
  ErrorList unknown(table.place.file, ErrorKind::kUsage);
  for (const auto& [key, value] : table.values.items()) {
    const Place& place = table.places.at(key);
    if (const auto* parameter = find(own, key)) {
      setting.parameters[key] = checked_value(*parameter, value, name, place);
    } else if (const auto* condition = find(sdk::condition_parameters(), key)) {
      setting.conditions[key] = checked_value(*condition, value, name, place);
      if (is_later(place, last)) last = place;
    } else {
      auto known = names_of(own);
      const auto conditions = names_of(sdk::condition_parameters());
      known.insert(known.end(), conditions.begin(), conditions.end());
      refuse_key(name, key, place, known, unknown);
    }
  }
  unknown.throw_if_any();
  setting.conditions = complete(std::move(setting.conditions), last, machine);
  for (const auto& [key, value] : setting.conditions.items())
    if (value != common_conditions.at(key))
      setting.departures[key] = {common_conditions.at(key), value};
  setting.own = setting.parameters;
  for (const auto& [key, values] : setting.departures) setting.own[key] = values.second;
  return setting;
}

}  // namespace xner::flow
