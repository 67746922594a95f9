// Typed reading of JSON fields, with one Error that names the object, the field, and what was found
// instead.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/base/json.hpp"
#include "harness/sdk/plan.hpp"

namespace xner::sdk {

/// One JSON object being read. `what` names it in errors ("stage 'train'"); `kind` says whose fault
/// a wrong one is.
class JsonFields {
 public:
  /// @throws Error{kind} if `json` is not an object.
  JsonFields(const Json& json, std::string what, ErrorKind kind = ErrorKind::kPlugin);

  /// The field, which must be there. @throws Error{kind}.
  [[nodiscard]] const Json& at(const std::string& name) const;
  [[nodiscard]] bool has(const std::string& name) const { return json_.contains(name); }

  /// The field in its type, never converted (but an integer is taken for a double). @throws
  /// Error{kind}.
  [[nodiscard]] std::string text(const std::string& name) const;
  [[nodiscard]] bool flag(const std::string& name) const;
  [[nodiscard]] std::int64_t integer(const std::string& name) const;
  [[nodiscard]] std::uint64_t natural(const std::string& name) const;
  [[nodiscard]] double number(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& name) const;
  [[nodiscard]] const Json& object(const std::string& name) const;
  [[nodiscard]] const Json& array(const std::string& name) const;

  [[noreturn]] void fail(const std::string& name, const std::string& expected) const;

 private:
  const Json& json_;
  std::string what_;
  ErrorKind kind_;
};

/// "string "abc"", "number 3", "nothing": a value as errors show it, cut to a line.
[[nodiscard]] std::string shown(const Json& value);

}  // namespace xner::sdk
