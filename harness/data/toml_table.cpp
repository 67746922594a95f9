// See toml_table.hpp.
#include "harness/data/toml_table.hpp"

#include <algorithm>
#include <cstddef>
#include <sstream>

#include <fmt/format.h>

#include "harness/base/error_list.hpp"
#include "harness/base/files.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"

namespace xner::data {
namespace {

std::string kind_of(const toml::node& node) {
  std::ostringstream out;
  out << node.type();
  return out.str();
}

}  // namespace

void TomlTable::fail(const std::string& key, const std::string& message,
                     const std::string& hint) const {
  const toml::node* node = table_->get(key);
  const auto& region = node != nullptr ? node->source() : table_->source();
  throw Error(ErrorKind::kUsage, message, toml_place(region, file_), hint);
}

void TomlTable::allow_only(const std::vector<std::string>& known) const {
  ErrorList errors(file_, ErrorKind::kUsage);
  for (const auto& [key, node] : *table_)
    if (std::find(known.begin(), known.end(), key.str()) == known.end())
      errors.add(toml_place(key.source(), file_),
                 fmt::format("unknown key '{}'", shortened(key.str())),
                 nearest_hint(key.str(), known));
  errors.throw_if_any();
}

template <typename T>
std::optional<T> TomlTable::value(const std::string& key, const char* expected) const {
  const toml::node* node = table_->get(key);
  if (node == nullptr) return std::nullopt;
  const auto found = node->value_exact<T>();
  if (!found)
    fail(key, fmt::format("expected {} under '{}', found a value of kind {}", expected, key,
                          kind_of(*node)));
  return *found;
}

template <typename T>
std::optional<std::vector<T>> TomlTable::list(const std::string& key, const char* expected) const {
  const toml::node* node = table_->get(key);
  if (node == nullptr) return std::nullopt;
  const toml::array* array = node->as_array();
  if (array == nullptr)
    fail(key, fmt::format("expected {} under '{}', found a value of kind {}", expected, key,
                          kind_of(*node)));
  std::vector<T> values;
  for (const auto& element : *array) {
    const auto found = element.value_exact<T>();
    if (!found)
      fail(key, fmt::format("expected {} under '{}', found a {} in it", expected, key,
                            kind_of(element)));
    values.push_back(*found);
  }
  return values;
}

std::optional<std::string> TomlTable::string(const std::string& key) const {
  return value<std::string>(key, "a string");
}
std::optional<std::int64_t> TomlTable::integer(const std::string& key) const {
  return value<std::int64_t>(key, "an integer");
}
std::optional<bool> TomlTable::boolean(const std::string& key) const {
  return value<bool>(key, "true or false");
}
std::optional<std::vector<std::string>> TomlTable::strings(const std::string& key) const {
  return list<std::string>(key, "a list of strings");
}
std::optional<std::vector<std::int64_t>> TomlTable::integers(const std::string& key) const {
  return list<std::int64_t>(key, "a list of integers");
}

std::optional<TomlTable> TomlTable::table(const std::string& key) const {
  const toml::node* node = table_->get(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_table())
    fail(key,
         fmt::format("expected a table under '{}', found a value of kind {}", key, kind_of(*node)));
  return TomlTable(*node->as_table(), file_);
}

std::string TomlTable::required_string(const std::string& key) const {
  const auto found = string(key);
  if (!found) fail(key, fmt::format("expected the key '{}', found none", key));
  return *found;
}

TomlTable TomlTable::required_table(const std::string& key) const {
  const auto found = table(key);
  if (!found) fail(key, fmt::format("expected the table '{}', found none", key));
  return *found;
}

std::vector<std::string> TomlTable::keys() const {
  std::vector<std::pair<toml::source_position, std::string>> found;
  for (const auto& [key, node] : *table_) found.emplace_back(key.source().begin, key.str());
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> keys;
  for (auto& [position, key] : found) keys.push_back(std::move(key));
  return keys;
}

toml::table parse_toml(const std::string& file, std::size_t max_bytes) {
  return parse_toml_table(read_file(file, max_bytes), file);
}

}  // namespace xner::data
