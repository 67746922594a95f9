// Text cases: blocks of "key: value" lines, an empty line after each block, # for comments.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace xner::test {

struct TextCase {
  std::string place;                                        ///< "file:line" of the first line
  std::vector<std::pair<std::string, std::string>> fields;  ///< as they come

  /// "" if there is none.
  [[nodiscard]] std::string operator[](const std::string& key) const;
  [[nodiscard]] bool has(const std::string& key) const;
};

/// @param file below tests/cases of the source folder, which ctest names in XNER_SOURCE.
/// @throws std::runtime_error if it cannot be read, or a line is no "key: value".
[[nodiscard]] std::vector<TextCase> read_cases(const std::string& file);

}  // namespace xner::test
