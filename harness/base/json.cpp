// See json.hpp.
#include "harness/base/json.hpp"

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

}  // namespace xner
