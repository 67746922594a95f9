// resolve_parameters of plan.hpp: defaults filled in, types and ranges checked, unknown names
// refused.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/sdk/json_fields.hpp"
#include "harness/sdk/plan.hpp"

namespace xner::sdk {
namespace {

std::string type_of(const Json& value) {
  if (value.is_number_float()) return "a number";
  if (value.is_number()) return "an integer";
  if (value.is_boolean()) return "true or false";
  if (value.is_string()) return "a string";
  if (value.is_array()) return "a list";
  return value.is_object() ? "a table" : "any value";
}

[[noreturn]] void refuse(const std::string& method, const std::string& name,
                         const std::string& expected, const Json& found,
                         const std::string& hint = {}) {
  throw Error(ErrorKind::kUsage,
              fmt::format("{}: parameter '{}': expected {}, found {}", method, name, expected,
                          shown(found)),
              {}, hint);
}

/// The value in the parameter's type: an integer given for a float becomes a float, so that 1
/// and 1.0 are one key.
Json typed(const Parameter& parameter, const Json& given, const std::string& method) {
  const Json& model = parameter.default_value;
  const auto wrong = [&] { refuse(method, parameter.name, type_of(model), given); };
  if (model.is_number_float()) {
    if (!given.is_number() || !std::isfinite(given.get<double>())) wrong();
    return given.get<double>();
  }
  if (model.is_number_integer() && !given.is_number_integer()) wrong();
  if (!model.is_number() && !model.is_null() && given.type() != model.type()) wrong();
  if (model.is_array() && !model.empty()) {
    const auto alike = [&](const Json& item) {
      return item.type() == model[0].type() || (item.is_number() && model[0].is_number());
    };
    if (!std::all_of(given.begin(), given.end(), alike))
      refuse(method, parameter.name, "a list whose items are each " + type_of(model[0]), given);
  }
  return given;
}

void check_range(const Parameter& parameter, const Json& value, const std::string& method) {
  if (value.is_number()) {
    const double number = value.get<double>();
    if (parameter.minimum && number < *parameter.minimum)
      refuse(method, parameter.name, fmt::format("at least {}", *parameter.minimum), value);
    if (parameter.maximum && number > *parameter.maximum)
      refuse(method, parameter.name, fmt::format("at most {}", *parameter.maximum), value);
  }
  if (value.is_string() && !parameter.choices.empty()) {
    const auto text = value.get<std::string>();
    if (std::find(parameter.choices.begin(), parameter.choices.end(), text) ==
        parameter.choices.end())
      refuse(method, parameter.name, fmt::format("one of {}", fmt::join(parameter.choices, ", ")),
             value, nearest_hint(text, parameter.choices));
  }
}

}  // namespace

Json resolve_parameters(const std::vector<Parameter>& known, const Json& given,
                        const std::string& method) {
  Json resolved = Json::object();
  std::vector<std::string> names;
  for (const Parameter& parameter : known) {
    names.push_back(parameter.name);
    resolved[parameter.name] = parameter.default_value;
  }
  if (given.is_null()) return resolved;
  if (!given.is_object())
    throw Error(ErrorKind::kUsage,
                fmt::format("{}: expected a table of parameters, found {}", method, shown(given)));
  for (const auto& [name, value] : given.items()) {
    const auto parameter =
        std::find_if(known.begin(), known.end(),
                     [&name = name](const Parameter& one) { return one.name == name; });
    if (parameter == known.end())
      throw Error(ErrorKind::kUsage, fmt::format("{}: unknown parameter '{}'", method, name), {},
                  nearest_hint(name, names));
    Json checked = typed(*parameter, value, method);
    check_range(*parameter, checked, method);
    resolved[name] = std::move(checked);
  }
  return resolved;
}

}  // namespace xner::sdk
