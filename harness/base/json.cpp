// See json.hpp.
#include "harness/base/json.hpp"

#include <limits>

#include "harness/base/limits.hpp"

namespace xner {

using Json = nlohmann::json;

Json parse_json(std::string_view text) {
  bool too_deep = false;
  const auto check = [&](int depth, Json::parse_event_t event, const Json&) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    too_deep = too_deep || (opens && depth >= kMaxJsonNesting);
    return !too_deep;
  };
  Json json = Json::parse(text, check, /*allow_exceptions=*/false);
  return too_deep ? Json(Json::value_t::discarded) : json;
}

std::optional<std::int64_t> whole_number(const Json& value) noexcept {
  constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
  if (const auto* natural = value.get_ptr<const Json::number_unsigned_t*>())
    return *natural <= kLargest ? std::optional(static_cast<std::int64_t>(*natural)) : std::nullopt;
  const auto* whole = value.get_ptr<const Json::number_integer_t*>();
  return whole != nullptr ? std::optional(*whole) : std::nullopt;
}

}  // namespace xner
