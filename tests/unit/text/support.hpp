// What the tests of this layer share: golden files, folders of made-up encoders, the text of an
// expected error.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
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

inline std::vector<std::string_view> split_at_spaces(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(' ', begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

inline void put(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

/// Fields of a protocol buffer's message.
inline std::string proto_varint(std::uint64_t field, std::uint64_t value) {
  std::string bytes;
  for (std::uint64_t number : {field << 3, value}) {
    for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
    bytes += static_cast<char>(number);
  }
  return bytes;
}

inline std::string proto_bytes(std::uint64_t field, std::string_view value) {
  std::string bytes = proto_varint(field, value.size());
  bytes[0] = static_cast<char>(bytes[0] | 2);
  return bytes.append(value);
}

inline std::string proto_float(std::uint64_t field, float value) {
  std::string bytes = proto_varint(field, 0);
  bytes.back() = 0;
  bytes[0] = static_cast<char>(bytes[0] | 5);
  bytes.resize(bytes.size() + 3);
  std::memcpy(bytes.data() + bytes.size() - 4, &value, 4);
  return bytes;
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
