// From an experiment's open tables to complete values: the common conditions, and for each method
// its plugin, its parameters and its departures from those conditions.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/config/experiment.hpp"
#include "harness/flow/machine.hpp"
#include "harness/flow/sweep.hpp"
#include "harness/sdk/plan.hpp"
#include "harness/sdk/plugin_search.hpp"

namespace xner::flow {

using sdk::Json;

/// One method in one variant of the sweep.
struct MethodSetting {
  sdk::PluginFile plugin;
  sdk::MethodDescription description;
  Variant variant;  ///< what the sweep chose; the base if it has nothing to choose
  Json common;      ///< the common conditions of this variant, complete
  Json parameters;  ///< the method's own, complete
  Json conditions;  ///< complete: the common ones with its own departures
  std::map<std::string, std::pair<Json, Json>>
      departures;  ///< condition -> common value, own value
  Json own;        ///< [methods.X] with defaults written out: parameters and departures
};

/// One key of a table, checked and in its parameter's type. @param table its name in messages.
/// @throws Error{kUsage} at `place`.
[[nodiscard]] Json checked_value(const sdk::Parameter& parameter, const Json& value,
                                 const std::string& table, const Place& place);

/// [training] as complete conditions; "auto" and 0 are replaced by this machine's device and
/// threads.
/// @throws Error{kUsage} at the key's place.
[[nodiscard]] Json resolve_conditions(const config::OpenTable& training, const Machine& machine);

/// [methods.X]: keys that are the method's parameters, and keys that are conditions and so
/// departures.
/// @throws Error{kUsage} at the key's place, with the nearest name of either.
[[nodiscard]] MethodSetting resolve_method(const std::string& method,
                                           const config::OpenTable& table,
                                           const Json& common_conditions, const Machine& machine,
                                           sdk::PluginFile plugin,
                                           sdk::MethodDescription description);

}  // namespace xner::flow
