// A TOML file as a tree of plain values, each with the place it was written at. The one place that
// knows toml++.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/base/error.hpp"

namespace xner::config {

/// `Place::file` of everything that was typed on the command line.
inline constexpr std::string_view kCommandLine = "command line";

struct Node;
struct Entry;
using List = std::vector<Node>;
/// Keys are unique; in the order of the file.
using Table = std::vector<Entry>;

struct Node {
  std::variant<bool, std::int64_t, double, std::string, List, Table> value;
  Place place;  ///< of a table's entry: of its key; of a list's element: of the value

  [[nodiscard]] bool typed_in() const { return place.file == kCommandLine; }
};

/// One "key = value" of a table.
struct Entry {
  Entry(std::string name, Node value) : key(std::move(name)), node(std::move(value)) {}

  std::string key;
  Node node;
};

/// "an integer", "a list of 2", "the string 'x'", ...: how messages name what was found.
[[nodiscard]] std::string describe(const Node& node);

/// The entry of a table, or nullptr.
[[nodiscard]] const Node* find(const Table& table, std::string_view key) noexcept;
[[nodiscard]] Node* find(Table& table, std::string_view key) noexcept;

/// Parses TOML text. `name` is what places are called.
/// @throws Error{kUsage} with line and column for what is not TOML 1.0, nan, inf, dates and keys
/// nested too deeply (base/limits.hpp).
[[nodiscard]] Node parse_toml(std::string_view text, const std::string& name);

/// Reads and parses a file of at most `kMaxTomlBytes`. @throws Error{kIo, kUsage}.
[[nodiscard]] Node read_toml(const std::filesystem::path& file);

/// Applies "a.b.c=value" (Hydra's form): a TOML value, else a bare word as string, or a list "1,2".
/// Tables on the way are made; whether the key exists is the reader's question. @throws
/// Error{kUsage} if it has not this form.
void apply_override(Node& root, std::string_view text);

}  // namespace xner::config
