// A TOML table with a schema: typed values with their place, and no key left over.
// Private to harness/data (the config layer is not part of the SDK, where data is).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/base/toml.hpp"

namespace xner::data {

class TomlTable {
 public:
  TomlTable(const toml::table& table, std::string file) : table_(&table), file_(std::move(file)) {}

  /// @throws Error{kUsage} at the first key that is not in `known`, with the nearest one.
  void allow_only(const std::vector<std::string>& known) const;

  /// Absent keys give nothing; values of another type are errors.
  [[nodiscard]] std::optional<std::string> string(const std::string& key) const;
  [[nodiscard]] std::optional<std::int64_t> integer(const std::string& key) const;
  [[nodiscard]] std::optional<bool> boolean(const std::string& key) const;
  [[nodiscard]] std::optional<std::vector<std::string>> strings(const std::string& key) const;
  [[nodiscard]] std::optional<std::vector<std::int64_t>> integers(const std::string& key) const;
  [[nodiscard]] std::optional<TomlTable> table(const std::string& key) const;

  [[nodiscard]] std::string required_string(const std::string& key) const;
  [[nodiscard]] TomlTable required_table(const std::string& key) const;

  /// Keys in the order of the file.
  [[nodiscard]] std::vector<std::string> keys() const;

  /// @throws Error{kUsage} at the key's value, or at the table if the key is absent.
  [[noreturn]] void fail(const std::string& key, const std::string& message,
                         const std::string& hint = {}) const;

 private:
  template <typename T>
  std::optional<T> value(const std::string& key, const char* expected) const;
  template <typename T>
  std::optional<std::vector<T>> list(const std::string& key, const char* expected) const;

  const toml::table* table_;
  std::string file_;
};

/// Parses a file of at most `max_bytes`. @throws Error{kUsage} with line and column, Error{kIo},
/// Error{kData} if larger.
[[nodiscard]] toml::table parse_toml(const std::string& file, std::size_t max_bytes);

}  // namespace xner::data
