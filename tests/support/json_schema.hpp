// A small reader of JSON Schema, for tests that hold an output to the schema that documents it:
// type, const, enum, properties, required, additionalProperties, items, and $ref into $defs.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace xner::test {

class JsonSchema {
 public:
  explicit JsonSchema(nlohmann::json schema) : root_(std::move(schema)) {}

  /// "/results/0/f1: expected object, found 3", one for each place that does not fit.
  [[nodiscard]] std::vector<std::string> violations(const nlohmann::json& value) const {
    std::vector<std::string> found;
    check(root_, value, "", found);
    return found;
  }

 private:
  using Json = nlohmann::json;

  static bool is_of(const std::string& type, const Json& value) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
           (type == "null" && value.is_null()) || (type == "number" && value.is_number()) ||
           (type == "integer" && value.is_number_integer());
  }

  void check(const Json& schema, const Json& value, const std::string& at,
             std::vector<std::string>& found) const {
    if (const auto ref = schema.find("$ref"); ref != schema.end())
      return check(root_.at(Json::json_pointer(ref->get<std::string>().substr(1))), value, at,
                   found);
    const auto wrong = [&](const std::string& expected) {
      found.push_back(at + ": expected " + expected + ", found " + value.dump().substr(0, 60));
    };
    if (const auto one = schema.find("const"); one != schema.end() && value != *one)
      wrong(one->dump());
    if (const auto all = schema.find("enum"); all != schema.end())
      if (std::find(all->begin(), all->end(), value) == all->end()) wrong("one of " + all->dump());
    if (const auto type = schema.find("type"); type != schema.end()) {
      const Json types = type->is_array() ? *type : Json::array({*type});
      bool fits = false;
      for (const auto& name : types) fits = fits || is_of(name.get<std::string>(), value);
      if (!fits) return wrong("type " + type->dump());
    }
    if (value.is_array() && schema.contains("items"))
      for (std::size_t i = 0; i < value.size(); ++i)
        check(schema.at("items"), value[i], at + "/" + std::to_string(i), found);
    if (value.is_object()) check_object(schema, value, at, found);
  }

  void check_object(const Json& schema, const Json& value, const std::string& at,
                    std::vector<std::string>& found) const {
    const Json known = schema.value("properties", Json::object());
    for (const auto& name : schema.value("required", Json::array()))
      if (!value.contains(name.get<std::string>()))
        found.push_back(at + ": expected a field " + name.dump());
    const auto other = schema.find("additionalProperties");
    for (const auto& [name, field] : value.items()) {
      if (known.contains(name))
        check(known.at(name), field, at + "/" + name, found);
      else if (other != schema.end() && other->is_object())
        check(*other, field, at + "/" + name, found);
      else if (other != schema.end() && *other == false)
        found.push_back(at + ": no field \"" + name + "\" in the schema");
    }
  }

  nlohmann::json root_;
};

}  // namespace xner::test
