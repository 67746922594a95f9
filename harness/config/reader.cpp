// See reader.hpp.
#include "harness/config/reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/base/error_list.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"

namespace xner::config {
namespace {

std::string join_path(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

void check_range(double value, const Range& range, const std::string& name, const Node& node) {
  if (value >= range.minimum && value <= range.maximum) return;
  if (range.maximum >= 1e300) refuse_value(name, fmt::format("at least {}", range.minimum), node);
  refuse_value(name, fmt::format("a value from {} to {}", range.minimum, range.maximum), node);
}

std::int64_t to_integer(const Node& node, const Range& range, const std::string& name) {
  const auto* value = std::get_if<std::int64_t>(&node.value);
  if (value == nullptr) refuse_value(name, "an integer", node);
  check_range(static_cast<double>(*value), range, name, node);
  return *value;
}

std::string to_text(const Node& node, const std::string& name) {
  const auto* value = std::get_if<std::string>(&node.value);
  if (value == nullptr) refuse_value(name, "a string", node);
  return *value;
}

/// The elements of a list; a single typed value counts as a list of one.
std::vector<const Node*> elements(const Node& node, std::string_view expected,
                                  const std::string& name) {
  std::vector<const Node*> nodes;
  if (const auto* list = std::get_if<List>(&node.value)) {
    for (const auto& element : *list) nodes.push_back(&element);
  } else if (node.typed_in()) {
    nodes.push_back(&node);
  } else {
    refuse_value(name, expected, node);
  }
  return nodes;
}

}  // namespace

void refuse_value(std::string_view key, std::string_view expected, const Node& found,
                  std::string hint) {
  throw Error(ErrorKind::kUsage,
              fmt::format("{}: expected {}, found {}", shortened(key), expected, describe(found)),
              found.place, std::move(hint));
}

TableReader::TableReader(const Node& node, std::string path)
    : table_(std::get_if<Table>(&node.value)), own_place_(node.place), path_(std::move(path)) {
  if (table_ == nullptr) refuse_value(path_, "a table", node);
}

const Node* TableReader::take(std::string_view key) {
  known_.emplace_back(key);
  return find(*table_, key);
}

std::optional<std::string> TableReader::text(std::string_view key) {
  const Node* node = take(key);
  if (node == nullptr) return std::nullopt;
  return to_text(*node, full_name(key));
}

std::optional<bool> TableReader::boolean(std::string_view key) {
  const Node* node = take(key);
  if (node == nullptr) return std::nullopt;
  const auto* value = std::get_if<bool>(&node->value);
  if (value == nullptr) refuse_value(full_name(key), "true or false", *node);
  return *value;
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, Range range) {
  const Node* node = take(key);
  if (node == nullptr) return std::nullopt;
  return to_integer(*node, range, full_name(key));
}

std::optional<double> TableReader::number(std::string_view key, Range range) {
  const Node* node = take(key);
  if (node == nullptr) return std::nullopt;
  double value = 0;
  if (const auto* exact = std::get_if<double>(&node->value)) {
    value = *exact;
  } else if (const auto* whole = std::get_if<std::int64_t>(&node->value)) {
    value = static_cast<double>(*whole);
  } else {
    refuse_value(full_name(key), "a float", *node);
  }
  check_range(value, range, full_name(key), *node);
  return value;
}

std::optional<std::vector<std::string>> TableReader::texts(std::string_view key) {
  const Node* node = take(key);
  if (node == nullptr) return std::nullopt;
  std::vector<std::string> values;
  for (const Node* element : elements(*node, "a list of strings", full_name(key)))
    values.push_back(to_text(*element, full_name(key)));
  return values;
}

std::optional<std::vector<std::int64_t>> TableReader::integers(std::string_view key, Range range) {
  const Node* node = take(key);
  if (node == nullptr) return std::nullopt;
  std::vector<std::int64_t> values;
  for (const Node* element : elements(*node, "a list of integers", full_name(key)))
    values.push_back(to_integer(*element, range, full_name(key)));
  return values;
}

Place TableReader::place(std::string_view key) const {
  const Node* node = find(*table_, key);
  return node == nullptr ? own_place_ : node->place;
}

std::string TableReader::full_name(std::string_view key) const { return join_path(path_, key); }

void TableReader::finish() const {
  ErrorList errors(own_place_.file, ErrorKind::kUsage);
  for (const auto& [key, node] : *table_)
    if (std::find(known_.begin(), known_.end(), key) == known_.end())
      errors.add(node.place, fmt::format("unknown key '{}'", shortened(full_name(key))),
                 nearest_hint(key, known_));
  errors.throw_if_any();
}

}  // namespace xner::config
