// See json_fields.hpp.
#include "harness/sdk/json_fields.hpp"

#include <fmt/format.h>

#include "harness/base/json.hpp"
#include "harness/base/limits.hpp"
#include "harness/base/utf8.hpp"

namespace xner::sdk {

std::string shown(const Json& value) {
  constexpr std::size_t kLongest = 60;
  return fmt::format(
      "{} {}", value.type_name(),
      shortened(value.dump(-1, ' ', false, Json::error_handler_t::replace), kLongest));
}

JsonFields::JsonFields(const Json& json, std::string what, ErrorKind kind)
    : json_(json), what_(std::move(what)), kind_(kind) {
  if (!json.is_object())
    throw Error(kind_, fmt::format("{}: expected an object, found {}", what_, shown(json)));
}

void JsonFields::fail(const std::string& name, const std::string& expected) const {
  const std::string found = has(name) ? shown(json_.at(name)) : "nothing";
  throw Error(kind_,
              fmt::format("{}: field '{}': expected {}, found {}", what_, name, expected, found));
}

const Json& JsonFields::at(const std::string& name) const {
  const auto field = json_.find(name);
  if (field == json_.end()) fail(name, "a value");
  return *field;
}

std::string JsonFields::text(const std::string& name) const {
  if (!has(name) || !at(name).is_string()) fail(name, "a string");
  return at(name).get<std::string>();
}

bool JsonFields::flag(const std::string& name) const {
  if (!has(name) || !at(name).is_boolean()) fail(name, "true or false");
  return at(name).get<bool>();
}

std::int64_t JsonFields::integer(const std::string& name) const {
  if (!has(name) || !at(name).is_number_integer()) fail(name, "an integer");
  const auto whole = whole_number(at(name));
  if (!whole) fail(name, "an integer below 2^63");
  return *whole;
}

std::uint64_t JsonFields::natural(const std::string& name) const {
  if (!has(name) || !at(name).is_number_integer()) fail(name, "a natural number");
  const Json& value = at(name);
  if (!value.is_number_unsigned() && value.get<std::int64_t>() < 0) fail(name, "a natural number");
  return value.get<std::uint64_t>();
}

double JsonFields::number(const std::string& name) const {
  if (!has(name) || !at(name).is_number()) fail(name, "a number");
  return at(name).get<double>();
}

const Json& JsonFields::object(const std::string& name) const {
  if (!has(name) || !at(name).is_object()) fail(name, "an object");
  return at(name);
}

const Json& JsonFields::array(const std::string& name) const {
  if (!has(name) || !at(name).is_array()) fail(name, "a list");
  return at(name);
}

std::vector<std::string> JsonFields::texts(const std::string& name) const {
  std::vector<std::string> values;
  for (const Json& item : array(name)) {
    if (!item.is_string()) fail(name, "a list of strings");
    values.push_back(item.get<std::string>());
  }
  return values;
}

}  // namespace xner::sdk
