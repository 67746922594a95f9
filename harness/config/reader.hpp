// Typed, exact reading of a table: the schema layer over node.hpp. Every key is read by name and
// type; `finish` refuses the keys that nobody asked for. An integer is accepted for a float, and
// nothing else is converted.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/config/node.hpp"

namespace xner::config {

/// Bounds of a number, both inclusive.
struct Range {
  double minimum = -1e300;
  double maximum = 1e300;
};

/// Views a table: the node must outlive the reader.
class TableReader {
 public:
  /// @param path dotted name of the table in messages, "" at the top.
  /// @throws Error{kUsage} if the node is no table.
  TableReader(const Node& node, std::string path);

  /// The raw entry, or nullptr; the key counts as known from then on. The typed readers below build
  /// on it.
  [[nodiscard]] const Node* take(std::string_view key);
  [[nodiscard]] bool has(std::string_view key) const { return find(*table_, key) != nullptr; }

  [[nodiscard]] std::optional<std::string> text(std::string_view key);
  [[nodiscard]] std::optional<bool> boolean(std::string_view key);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key, Range range = {});
  [[nodiscard]] std::optional<double> number(std::string_view key, Range range = {});
  /// A list; on the command line a single value is a list of one.
  [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view key);
  [[nodiscard]] std::optional<std::vector<std::int64_t>> integers(std::string_view key,
                                                                  Range range = {});

  /// Place of an entry, or of the table if it has no such entry.
  [[nodiscard]] Place place(std::string_view key) const;
  /// "training.max_steps": the key as messages name it.
  [[nodiscard]] std::string full_name(std::string_view key) const;
  [[nodiscard]] const Table& entries() const noexcept { return *table_; }

  /// @throws Error{kUsage} listing the keys that were never asked for, each with its place and the
  /// nearest one that was.
  void finish() const;

 private:
  const Table* table_;
  Place own_place_;
  std::string path_;
  std::vector<std::string> known_;
};

/// Error{kUsage} "<key>: expected <what>, found <node>" at the node's place; says so if a list
/// stands for one value.
[[noreturn]] void refuse_value(std::string_view key, std::string_view expected, const Node& found,
                               std::string hint = {});

}  // namespace xner::config
