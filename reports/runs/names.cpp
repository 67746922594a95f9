// See names.hpp.
#include "reports/runs/names.hpp"

#include <charconv>

namespace xner::reports {

std::string method_name(const record::RunId& id) {
  return id.variant == "base" ? id.method : id.method + "/" + id.variant;
}

std::int64_t size_order(const std::string& size) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), number);
  return error == std::errc() && end == size.data() + size.size() ? number : INT64_MAX;
}

std::string source_name(const record::RunId& id) { return id.source + "-" + id.size; }

std::string type_name(const std::string& type) { return type.empty() ? "(untyped)" : type; }

}  // namespace xner::reports
