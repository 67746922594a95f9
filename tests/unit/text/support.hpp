// What the tests of this layer share: golden files, folders of made-up encoders, the text of an
// expected error.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::test {

inline std::filesystem::path source_folder() {
  const char* folder = std::getenv("XNER_SOURCE");
  return folder != nullptr ? folder : ".";
}

inline std::filesystem::path golden_folder() { return source_folder() / "tests/golden/tokenizer"; }

/// The encoder folder with real mBERT files; it may be absent.
inline std::filesystem::path mbert_folder() {
  const char* data = std::getenv("XNER_SHARED_DATA");
  return (data != nullptr ? std::filesystem::path(data) : source_folder() / "../shared/data") /
         "tokenizers/bert-base-multilingual-cased";
}

inline std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

inline void put(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

/// The message of the Error{kind} that `action` throws, or "no error".
inline std::string error_of(ErrorKind kind, const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.kind() == kind ? error.what() : "another kind: " + std::string(error.what());
  }
  return "no error";
}

}  // namespace xner::test
