// Plugin files for tests: where they are, and copies that are damaged on purpose.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "harness/base/files.hpp"

namespace xner::test {

inline std::filesystem::path build_folder() {
  const char* folder = std::getenv("XNER_BUILD");
  if (folder == nullptr) throw std::runtime_error("XNER_BUILD is not set: run this through ctest");
  return folder;
}

inline std::filesystem::path plugin_file(const std::string& method) {
  return build_folder() / "lib" / "xner" / "plugins" / (method + ".so");
}

/// Writes a copy in which every `from` is replaced by `to`, which must be as long.
inline void write_patched(const std::filesystem::path& original, const std::string& from,
                          const std::string& to, const std::filesystem::path& copy) {
  std::string bytes = read_file(original);
  std::size_t count = 0;
  for (std::size_t at = 0; (at = bytes.find(from, at)) != std::string::npos;
       at += to.size(), ++count)
    bytes.replace(at, from.size(), to);
  if (count == 0 || from.size() != to.size()) throw std::runtime_error("nothing to patch: " + from);
  write_file(copy, bytes);
}

}  // namespace xner::test
