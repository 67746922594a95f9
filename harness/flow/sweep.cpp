// See sweep.hpp.
#include "harness/flow/sweep.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/hash.hpp"
#include "harness/flow/settings.hpp"
#include "harness/sdk/conditions.hpp"

namespace xner::flow {
namespace {

using config::OpenTable;
using sdk::Parameter;

[[noreturn]] void refuse(const std::string& message, const Place& place, std::string hint = {}) {
  throw Error(ErrorKind::kUsage, message, place, std::move(hint));
}

/// One dimension of the matrix, and how a variant takes one of its values.
struct Axis {
  std::string name;
  std::vector<Json> values;
  Place place;
  std::function<void(Variant&, const Json&)> choose;
};

const Parameter* find(const std::vector<Parameter>& known, const std::string& name) {
  const auto at =
      std::find_if(known.begin(), known.end(), [&](const auto& p) { return p.name == name; });
  return at == known.end() ? nullptr : &*at;
}

bool is_axis(const Parameter& parameter, const Json& value) {
  if (!value.is_array()) return false;
  if (!parameter.default_value.is_array()) return true;
  return !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_array(); });
}

/// In the parameter's type and in order: 1 and 1.0 are one value of a float.
std::vector<Json> typed_values(const Parameter& parameter, const Json& list,
                               const std::string& table, const Place& place) {
  std::vector<Json> values;
  for (const Json& value : list) values.push_back(checked_value(parameter, value, table, place));
  const std::string name = table + "." + parameter.name;
  if (values.empty())
    refuse(fmt::format("{}: expected at least one value, found an empty list", name), place);
  std::sort(values.begin(), values.end());
  if (const auto twice = std::adjacent_find(values.begin(), values.end()); twice != values.end())
    refuse(fmt::format("{}: expected different values, found {} twice", name, twice->dump()),
           place);
  return values;
}

/// The axes of one table; keys that are no parameter are the business of settings.hpp.
std::vector<Axis> axes_of(const OpenTable& table, const std::vector<Parameter>& known,
                          const std::string& name, OpenTable Variant::*where,
                          Json Variant::*chosen) {
  std::vector<Axis> axes;
  for (const auto& [key, value] : table.values.items()) {
    const Parameter* const parameter = find(known, key);
    if (parameter == nullptr || !is_axis(*parameter, value)) continue;
    const Place& place = table.places.at(key);
    axes.push_back({key, typed_values(*parameter, value, name, place), place,
                    [key = key, where, chosen](Variant& variant, const Json& one) {
                      (variant.*where).values[key] = one;
                      (variant.*chosen)[key] = one;
                    }});
  }
  return axes;
}

std::vector<Axis> axes_of_source(const config::Source& source) {
  std::vector<Axis> axes;
  const auto add = [&](const char* name, const auto& given, auto choose) {
    if (given.empty()) return;
    std::vector<Json> values(given.begin(), given.end());
    std::sort(values.begin(), values.end());
    axes.push_back({name, std::move(values), source.train.place, choose});
  };
  add("sample_seed", source.sample_seeds, [](Variant& variant, const Json& one) {
    variant.source.sample_seed = one.get<std::uint64_t>();
    variant.source.sample_seeds = {variant.source.sample_seed};
    variant.of_source["sample_seed"] = one;
  });
  add("size", source.sizes, [](Variant& variant, const Json& one) {
    variant.source.size = one.get<std::int64_t>();
    variant.source.sizes.clear();
  });
  return axes;
}

/// Conditions and the method's own, which have different names (settings.hpp).
std::vector<Parameter> with_conditions(std::vector<Parameter> own) {
  const auto& conditions = sdk::condition_parameters();
  own.insert(own.end(), conditions.begin(), conditions.end());
  return own;
}

void check_size(const std::vector<Axis>& axes, const std::string& method) {
  std::size_t combinations = 1;
  bool too_many = false;
  std::vector<std::string> factors;
  for (const Axis& axis : axes) {
    too_many = too_many || axis.values.size() > kMaxVariants / combinations;
    if (!too_many) combinations *= axis.values.size();
    factors.push_back(fmt::format("{} of {}", axis.values.size(), axis.name));
  }
  if (too_many)
    refuse(fmt::format("the sweep of '{}': expected at most {} combinations, found {}", method,
                       kMaxVariants, fmt::join(factors, " x ")),
           axes.back().place, "sweep over less at a time; what was run already is not run again");
}

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '.' || c == '-';
}

std::string value_name(const Json& value, bool& changed) {
  if (value.is_number_float()) return fmt::format("{}", value.get<double>());
  if (value.is_array()) {
    std::vector<std::string> parts;
    for (const Json& one : value) parts.push_back(value_name(one, changed));
    return value.empty() ? "none" : fmt::format("{}", fmt::join(parts, "+"));
  }
  if (!value.is_string()) return value.dump();
  auto text = value.get<std::string>();
  for (char& c : text) {
    if (is_plain(c)) continue;
    c = '_';
    changed = true;
  }
  return text;
}

}  // namespace

Json Variant::swept() const {
  Json all = of_training;
  all.update(of_method);
  all.update(of_source);
  return all;
}

std::string variant_name(const Json& swept) {
  constexpr std::size_t kDigest = 8;
  if (swept.empty()) return "base";
  bool changed = false;
  std::string name;
  for (const auto& [key, value] : swept.items())
    name += fmt::format("{}{}={}", name.empty() ? "" : ",", key, value_name(value, changed));
  if (!changed && name.size() <= kMaxVariantName) return name;
  const std::string digest = sha256(swept.dump()).substr(0, kDigest);
  return name.substr(0, kMaxVariantName - kDigest - 1) + "-" + digest;
}

std::vector<Variant> expand_sweep(const config::Experiment& experiment, const std::string& method,
                                  const std::vector<Parameter>& own) {
  const OpenTable& table = experiment.method_tables.at(method);
  auto axes = axes_of(table, with_conditions(own), "methods." + method, &Variant::table,
                      &Variant::of_method);
  for (Axis& axis : axes_of(experiment.training, sdk::condition_parameters(), "training",
                            &Variant::training, &Variant::of_training))
    if (!table.values.contains(axis.name)) axes.push_back(std::move(axis));
  std::sort(axes.begin(), axes.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  // Last, so that the sizes of one variant stand together.
  for (Axis& axis : axes_of_source(experiment.source)) axes.push_back(std::move(axis));
  check_size(axes, method);

  Variant start;
  start.training = first_of_axes(experiment.training, sdk::condition_parameters(), "training");
  start.table = table;
  start.source = experiment.source;
  std::vector<Variant> variants{std::move(start)};
  for (const Axis& axis : axes) {
    std::vector<Variant> longer;
    for (const Variant& variant : variants)
      for (const Json& value : axis.values) axis.choose(longer.emplace_back(variant), value);
    variants = std::move(longer);
  }
  for (Variant& variant : variants) variant.name = variant_name(variant.swept());
  return variants;
}

Json with_axes(const OpenTable& table, Json conditions, const std::vector<Parameter>& known,
               const std::string& name) {
  for (const Axis& axis : axes_of(table, known, name, &Variant::training, &Variant::of_training))
    conditions[axis.name] = axis.values;
  return conditions;
}

OpenTable first_of_axes(const OpenTable& table, const std::vector<Parameter>& known,
                        const std::string& name) {
  Variant first;
  first.training = table;
  for (const Axis& axis : axes_of(table, known, name, &Variant::training, &Variant::of_training))
    axis.choose(first, axis.values.front());
  return first.training;
}

}  // namespace xner::flow
