// See numeric_class.hpp.
#include "harness/record/numeric_class.hpp"

#include <algorithm>
#include <set>

namespace xner::record {
namespace {

constexpr const char* kTolerance[] = {"libtorch", "device", "precision"};
constexpr const char* kBitwise[] = {"cpu_capability", "blas", "onednn", "threads", "deterministic"};

/// The different values that the stages of a run have for a fact, sorted; those that work on text
/// alone compute nothing.
Json values_of(const Json& environment, const char* fact) {
  std::set<Json> values;
  for (const Json& stage : environment.value("stages", Json::array())) {
    if (!stage.value("weights", true)) continue;
    const Json own = stage.value("environment", Json::object());
    if (own.contains(fact)) values.insert(own[fact]);
  }
  return Json(values);
}

}  // namespace

Json numeric_class(const Json& environment) {
  Json facts{{"tolerance", Json::object()}, {"bitwise", Json::object()}};
  for (const char* fact : kTolerance) facts["tolerance"][fact] = values_of(environment, fact);
  for (const char* fact : kBitwise) facts["bitwise"][fact] = values_of(environment, fact);
  facts["bitwise"]["sdk"] = environment.value("sdk_build_id", "");
  return facts;
}

Comparability comparability(const Json& one, const Json& other) {
  const auto equal = [&](const char* part) {
    return one.value(part, Json()) == other.value(part, Json());
  };
  if (!equal("tolerance")) return Comparability::kStatistical;
  return equal("bitwise") ? Comparability::kBitwise : Comparability::kTolerance;
}

Comparability comparability(std::span<const Json> classes) {
  // Equality is transitive, so the first stands for all.
  Comparability weakest = Comparability::kBitwise;
  for (std::size_t i = 1; i < classes.size(); ++i)
    weakest = std::max(weakest, comparability(classes[0], classes[i]));
  return weakest;
}

std::vector<std::string> differing_facts(std::span<const Json> classes) {
  std::set<std::string> names;
  for (const Json& other : classes)
    for (const char* part : {"tolerance", "bitwise"}) {
      const Json first = classes[0].value(part, Json::object());
      const Json own = other.value(part, Json::object());
      for (const Json& facts : {first, own})
        for (const auto& [name, value] : facts.items())
          if (first.value(name, Json()) != own.value(name, Json())) names.insert(name);
    }
  return {names.begin(), names.end()};
}

}  // namespace xner::record
