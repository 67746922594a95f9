// See shorthands.hpp.
#include "harness/config/shorthands.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/base/utf8.hpp"
#include "harness/config/reader.hpp"

namespace xner::config {
namespace {

[[noreturn]] void refuse(const std::string& message, const Place& place, std::string hint = {}) {
  throw Error(ErrorKind::kUsage, message, place, std::move(hint));
}

std::vector<std::string> segments(const std::string& reference) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= reference.size();) {
    const std::size_t end = std::min(reference.find('/', begin), reference.size());
    parts.push_back(reference.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

}  // namespace

void check_segments(const std::string& reference, std::size_t count, std::string_view form,
                    std::string_view key, const Place& place) {
  const auto parts = segments(reference);
  const bool empty =
      std::any_of(parts.begin(), parts.end(), [](const auto& p) { return p.empty(); });
  if (parts.size() != count || empty)
    refuse(fmt::format("{}: expected {}, found '{}'", key, form, shortened(reference)), place);
}

void expand_methods(Node& root) {
  Node* methods = find(std::get<Table>(root.value), "methods");
  if (methods == nullptr || std::holds_alternative<Table>(methods->value)) return;
  const List single{*methods};
  const auto* list = std::get_if<List>(&methods->value);
  if (list == nullptr && !methods->typed_in())
    refuse_value("methods", "a list of names or tables", *methods);
  Table expanded;
  for (const Node& node : list != nullptr ? *list : single) {
    const auto* name = std::get_if<std::string>(&node.value);
    if (name == nullptr) refuse_value("methods", "a method's name", node);
    if (find(expanded, *name) != nullptr)
      refuse(fmt::format("methods: '{}' is named twice", shortened(*name)), node.place);
    expanded.emplace_back(*name, Node{Table{}, node.place});
  }
  methods->value = std::move(expanded);
}

void expand_data(Node& root) {
  Node* data = find(std::get<Table>(root.value), "data");
  auto* table = data == nullptr ? nullptr : std::get_if<Table>(&data->value);
  if (table == nullptr) return;
  const auto part_table = [](const Node& part) { return Node{Table{{"part", part}}, part.place}; };
  if (Node* source = find(*table, "source");
      source != nullptr && std::holds_alternative<std::string>(source->value))
    *source = part_table(*source);
  Node* targets = find(*table, "targets");
  if (targets == nullptr || std::holds_alternative<Table>(targets->value)) return;
  const List single{*targets};
  const auto* list = std::get_if<List>(&targets->value);
  if (list == nullptr && !targets->typed_in())
    refuse_value("data.targets", "a list of \"<family>/<part>\" or tables", *targets);
  Table expanded;
  for (const Node& node : list != nullptr ? *list : single) {
    const auto* part = std::get_if<std::string>(&node.value);
    if (part == nullptr) refuse_value("data.targets", "\"<family>/<part>\"", node);
    check_segments(*part, 2, "\"<family>/<part>\"", "data.targets", node.place);
    const std::string name = segments(*part)[1];
    if (find(expanded, name) != nullptr)
      refuse(fmt::format("data.targets: two targets are named '{}'", shortened(name)), node.place,
             "write them as tables: [data.targets.<name>] part = \"<family>/<part>\"");
    expanded.emplace_back(name, part_table(node));
  }
  targets->value = std::move(expanded);
}

void select_methods(Node& root, const Node& chosen_root) {
  auto& top = std::get<Table>(root.value);
  Node chosen = *find(std::get<Table>(chosen_root.value), "methods");
  Node* present = find(top, "methods");
  if (present == nullptr) {
    top.emplace_back("methods", std::move(chosen));
    return;
  }
  for (auto& [name, table] : std::get<Table>(chosen.value))
    if (const Node* known = find(std::get<Table>(present->value), name)) table = *known;
  *present = std::move(chosen);
}

void override_experiment(Node& root, const std::string& text) {
  if (!text.starts_with("methods=")) {
    apply_override(root, text);
    expand_data(root);
    return;
  }
  Node chosen{Table{}, Place{std::string(kCommandLine), 0, 0}};
  apply_override(chosen, text);
  expand_methods(chosen);
  select_methods(root, chosen);
}

}  // namespace xner::config
