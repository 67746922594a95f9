// See node.hpp.
#include "harness/config/node.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/base/limits.hpp"
#include "harness/base/toml.hpp"
#include "harness/base/toml_depth.hpp"
#include "harness/base/utf8.hpp"

namespace xner::config {
namespace {

[[noreturn]] void refuse(const std::string& message, const Place& place, std::string hint = {}) {
  throw Error(ErrorKind::kUsage, message, place, std::move(hint));
}

Node convert(const toml::node& node, const Place& place, const std::string& name);

Table convert_table(const toml::table& table, const std::string& name) {
  Table entries;
  for (const auto& [key, value] : table)
    entries.emplace_back(std::string(key.str()),
                         convert(value, toml_place(key.source(), name), name));
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return std::pair(a.node.place.line, a.node.place.column) <
           std::pair(b.node.place.line, b.node.place.column);
  });
  return entries;
}

Node convert(const toml::node& node, const Place& place, const std::string& name) {
  switch (node.type()) {
    case toml::node_type::string:
      return {node.as_string()->get(), place};
    case toml::node_type::integer:
      return {node.as_integer()->get(), place};
    case toml::node_type::boolean:
      return {node.as_boolean()->get(), place};
    case toml::node_type::table:
      return {convert_table(*node.as_table(), name), place};
    case toml::node_type::floating_point: {
      const double value = node.as_floating_point()->get();
      if (!std::isfinite(value)) refuse("expected a finite number, found nan or inf", place);
      return {value, place};
    }
    case toml::node_type::array: {
      List list;
      for (const auto& element : *node.as_array())
        list.push_back(convert(element, toml_place(element.source(), name), name));
      return {std::move(list), place};
    }
    default:
      refuse("expected a string, number, boolean, list or table, found a date or time", place,
             "put it in quotes if a string is meant");
  }
}

/// A value as typed after "=": TOML where it is TOML, else the bare word.
Node parse_typed_value(std::string_view text) {
  const Place place{std::string(kCommandLine), 0, 0};
  const auto plain = [&place](std::string_view word) { return Node{std::string(word), place}; };
  if (text.find('\n') != std::string_view::npos) return plain(text);
  const std::string line = fmt::format("v = {}", text);
  check_toml_depth(line, place.file);
  toml::table parsed;
  // The exception is the parser's only answer here: a bare word is expected not to be TOML.
  try {
    parsed = parse_toml_table(line, place.file);
  } catch (const Error&) {
    if (text.find(',') == std::string_view::npos || text.find_first_of("[]{}\"'") != text.npos)
      return plain(text);
    List list;
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find(',', begin), text.size());
      list.push_back(parse_typed_value(text.substr(begin, end - begin)));
      begin = end + 1;
    }
    return {std::move(list), place};
  }
  const toml::node* value = parsed.get("v");
  if (parsed.size() != 1 || value == nullptr || value->is_date() || value->is_time() ||
      value->is_date_time())
    return plain(text);
  Node node = convert(*value, place, place.file);
  // Columns inside the made-up line would mislead.
  const auto forget = [&place](auto&& self, Node& of) -> void {
    of.place = place;
    if (auto* list = std::get_if<List>(&of.value))
      for (auto& element : *list) self(self, element);
    if (auto* table = std::get_if<Table>(&of.value))
      for (auto& entry : *table) self(self, entry.node);
  };
  forget(forget, node);
  return node;
}

}  // namespace

std::string describe(const Node& node) {
  switch (node.value.index()) {
    case 0:
      return std::get<bool>(node.value) ? "the boolean true" : "the boolean false";
    case 1:
      return fmt::format("the integer {}", std::get<std::int64_t>(node.value));
    case 2:
      return fmt::format("the float {}", std::get<double>(node.value));
    case 3:
      return fmt::format("the string '{}'", shortened(std::get<std::string>(node.value)));
    case 4:
      return fmt::format("a list of {}", std::get<List>(node.value).size());
    default:
      return "a table";
  }
}

const Node* find(const Table& table, std::string_view key) noexcept {
  for (const auto& [name, node] : table)
    if (name == key) return &node;
  return nullptr;
}

Node* find(Table& table, std::string_view key) noexcept {
  for (auto& [name, node] : table)
    if (name == key) return &node;
  return nullptr;
}

Node parse_toml(std::string_view text, const std::string& name) {
  return {convert_table(parse_toml_table(text, name), name), Place{name, 0, 0}};
}

Node read_toml(const std::filesystem::path& file) {
  return parse_toml(read_file(file, kMaxTomlBytes), file.string());
}

void apply_override(Node& root, std::string_view text) {
  const Place place{std::string(kCommandLine), 0, 0};
  if (text.size() > kMaxOverrideBytes)
    refuse(fmt::format("expected an override of at most {} bytes, found {}", kMaxOverrideBytes,
                       text.size()),
           place);
  if (find_invalid_utf8(text))
    refuse(fmt::format("expected UTF-8, found '{}'", shortened(text)), place,
           "TOML, which keeps what was typed, has nothing else");
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size())
    refuse(fmt::format("expected key=value, found '{}'", shortened(text)), place,
           "an empty string is written key='\"\"'");
  const std::string_view path = text.substr(0, equals);
  Node* node = &root;
  std::size_t depth = 0;
  for (std::size_t begin = 0; begin <= path.size(); ++depth) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const std::string segment(path.substr(begin, end - begin));
    const bool bare = !segment.empty() && std::all_of(segment.begin(), segment.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
    });
    if (!bare || depth >= kMaxKeyDepth)
      refuse(fmt::format("expected a key such as training.max_steps, found '{}'", shortened(path)),
             place);
    auto* table = std::get_if<Table>(&node->value);
    if (table == nullptr)
      refuse(fmt::format("expected the key of a single value before '.{}', found {}",
                         shortened(path.substr(begin)), describe(*node)),
             place);
    Node* next = find(*table, segment);
    if (next == nullptr) next = &table->emplace_back(segment, Node{Table{}, place}).node;
    node = next;
    begin = end + 1;
  }
  try {
    *node = parse_typed_value(text.substr(equals + 1));
  } catch (const Error& error) {
    refuse(fmt::format("{}: {}", shortened(path), error.message()), place, error.hint());
  }
}

}  // namespace xner::config
