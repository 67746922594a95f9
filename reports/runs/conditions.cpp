// See conditions.hpp.
#include "reports/runs/conditions.hpp"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace xner::reports {
namespace {

std::string value_text(const record::Json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, record::Json::error_handler_t::replace);
}

/// "learning_rate=3e-05 not 5e-05, ..."
std::string departures(const record::Json& json) {
  std::vector<std::string> parts;
  if (!json.is_object()) return "";
  for (const auto& [name, values] : json.items()) {
    const bool both = values.is_array() && values.size() == 2;
    parts.push_back(
        both ? fmt::format("{}={} not {}", name, value_text(values[1]), value_text(values[0]))
             : name + "=" + value_text(values));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// On the conditions in which `group` differs from others of its name.
bool alike(const Group& group, const Group& other) {
  for (const auto& [name, value] : group.distinct.items())
    if (!other.conditions.is_object() || other.conditions.value(name, record::Json()) != value)
      return false;
  return true;
}

}  // namespace

std::string distinct_text(const Group& group) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : group.distinct.items())
    parts.push_back(name == "encoder_sha256" ? "another encoder of this name"
                                             : name + "=" + value_text(value));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string conditions_text(const Group& group) {
  std::vector<std::string> parts;
  if (group.tried > 0) parts.push_back(fmt::format("best of {} on source dev", group.tried));
  if (const auto text = departures(group.departures); !text.empty())
    parts.push_back("departs: " + text);
  if (auto text = distinct_text(group); !text.empty()) parts.push_back(std::move(text));
  return fmt::format("{}", fmt::join(parts, "; "));
}

bool same_conditions(const Group& a, const Group& b) { return alike(a, b) && alike(b, a); }

}  // namespace xner::reports
