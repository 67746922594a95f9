// See published.hpp.
#include "harness/config/published.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"
#include "harness/config/reader.hpp"

namespace xner::config {
namespace {

using Names = std::vector<std::string>;

[[noreturn]] void refuse(const std::string& message, const Place& place, std::string hint = {}) {
  throw Error(ErrorKind::kUsage, message, place, std::move(hint));
}

/// `key` is how the message names what `name` should be one of.
void check_known(const std::string& name, const Names& known, std::string_view key,
                 std::string_view what, const Place& place) {
  if (std::find(known.begin(), known.end(), name) == known.end())
    refuse(fmt::format("{}: expected {} of this file, found '{}'", shortened(key), what,
                       shortened(name)),
           place, nearest_hint(name, known));
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Names sizes_of(const Source& source) {
  Names sizes;
  for (const auto size : source.sizes) sizes.push_back(std::to_string(size));
  if (sizes.empty()) sizes.push_back(source.size ? std::to_string(*source.size) : "full");
  return sizes;
}

/// One row of the paper's table: which runs it is of.
struct Row {
  std::string name;
  std::string method;
  Json parameters = Json::object();
};

/// What tells the rows of one method apart: a key of its table or of [training], with a value that
/// the file gives it.
void read_parameter(const std::string& key, const Node& node, std::span<const Experiment> parts,
                    Row& row) {
  const Json value =
      read_open_table(Node{Table{{key, node}}, node.place}, "published.rows").values.at(key);
  Names keys;
  Names values;
  for (const Experiment& part : parts) {
    const auto method = part.method_tables.find(row.method);
    if (method == part.method_tables.end()) continue;
    for (const OpenTable* table : {&method->second, &part.training})
      for (const auto& [name, given] : table->values.items()) {
        keys.push_back(name);
        if (name != key) continue;
        values.push_back(text_of(given));
        if (!given.is_array()) continue;
        for (const Json& one : given) values.push_back(text_of(one));
      }
  }
  check_known(key, keys, "published.rows",
              fmt::format("a key of [methods.{}] or [training]", row.method), node.place);
  check_known(text_of(value), values, "published.rows." + key, "a value", node.place);
  row.parameters[key] = value;
}

Row read_row(TableReader& table, std::span<const Experiment> parts) {
  Row row;
  Names methods;
  for (const Experiment& part : parts)
    methods.insert(methods.end(), part.methods.begin(), part.methods.end());
  const auto method = table.text("method");
  if (!method)
    refuse("published.rows: expected 'method', found none", table.place("method"),
           nearest_hint("", methods));
  check_known(*method, methods, "published.rows.method", "a method", table.place("method"));
  row.method = *method;
  row.name = table.text("row").value_or(row.method);
  for (const auto& [key, value] : table.entries())
    if (key != "row" && key != "method" && key != "f1") read_parameter(key, value, parts, row);
  return row;
}

/// F1 in percent, or [F1, deviation], as fractions.
void read_number(const Node& node, const std::string& name, Json& cell) {
  const auto percent = [&name](const Node& value) {
    const Table one{{name, value}};
    return TableReader(Node{one, value.place}, "").number(name, {0, 100}).value() / 100;
  };
  const auto* list = std::get_if<List>(&node.value);
  if (list != nullptr && list->size() != 2)
    refuse_value(name, "F1 in percent, or [F1, deviation]", node);
  cell["f1"] = percent(list == nullptr ? node : list->front());
  if (list != nullptr) cell["deviation"] = percent(list->back());
}

/// The part that has the target, with the target.
std::pair<std::size_t, const Target*> part_with(const std::string& target, const std::string& name,
                                                std::span<const Experiment> parts,
                                                const Place& place) {
  Names known;
  for (std::size_t p = 0; p < parts.size(); ++p)
    for (const Target& one : parts[p].targets) {
      if (one.name == target) return {p, &one};
      known.push_back(one.name);
    }
  check_known(target, known, name, "a target", place);
  return {};
}

class Cells {
 public:
  Cells(std::string source, std::span<const Experiment> parts)
      : source_(std::move(source)), parts_(parts), of_parts_(parts.size()) {}

  void add_row(const Node& node) {
    TableReader table(node, "published.rows");
    const Row row = read_row(table, parts_);
    const Node* numbers = table.take("f1");
    if (numbers == nullptr)
      refuse("published.rows: expected 'f1', found none", node.place,
             "f1.<size> = { <target> = <percent>, ... }");
    const TableReader sizes(*numbers, "published.rows.f1");
    for (const auto& [size, targets] : sizes.entries()) {
      const TableReader cells(targets, sizes.full_name(size));
      for (const auto& [target, value] : cells.entries()) {
        const std::string name = cells.full_name(target);
        const auto [p, found] = part_with(target, name, parts_, value.place);
        check_known(size, sizes_of(parts_[p].source), name, "a size", targets.place);
        if (!given_.insert(Json{row.method, row.parameters, size, target}).second)
          refuse(fmt::format("{}: expected one number, found a second", shortened(name)),
                 value.place);
        read_number(value, name, cell(p, row, size, *found));
      }
    }
  }

  [[nodiscard]] std::vector<Json> take() { return std::move(of_parts_); }

 private:
  Json& cell(std::size_t p, const Row& row, const std::string& size, const Target& target) {
    Json& part = of_parts_[p];
    if (part.is_null())
      part = {
          {"source", source_}, {"conditions", parts_[p].training.values}, {"cells", Json::array()}};
    part["cells"].push_back({{"row", row.name},
                             {"method", row.method},
                             {"parameters", row.parameters},
                             {"size", size},
                             {"target", target.name},
                             {"encoder", parts_[p].encoder},
                             {"source_train", parts_[p].source.train.reference},
                             {"target_test", target.test.reference}});
    return part["cells"].back();
  }

  std::string source_;
  std::span<const Experiment> parts_;
  std::vector<Json> of_parts_;
  std::set<Json> given_;
};

}  // namespace

std::vector<Json> read_published(const Node& node, std::span<const Experiment> parts) {
  TableReader top(node, "published");
  const auto source = top.text("source");
  if (!source || source->empty())
    refuse("published: expected 'source', found none", node.place,
           "where the numbers are from: paper, table, how many runs");
  const Node* rows = top.take("rows");
  const auto* list = rows == nullptr ? nullptr : std::get_if<List>(&rows->value);
  if (list == nullptr || list->empty())
    refuse("published: expected at least one [[published.rows]], found none", node.place);
  top.finish();
  Cells cells(*source, parts);
  for (const Node& row : *list) cells.add_row(row);
  return cells.take();
}

}  // namespace xner::config
