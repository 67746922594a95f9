// A file that lives as long as a test, and the text of the error that a call throws.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::data {

class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view bytes, const std::string& name = "f.txt")
      : path_(folder_.path() / name) {
    write_file(path_, bytes);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
  std::filesystem::path path_;
};

/// The text of the Error that `call` throws, from its file's name on; "no error" if it throws none.
template <typename Call>
std::string error_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    const std::string text = error.what();
    const auto name = text.find("f.t");
    return name == std::string::npos ? text : text.substr(name);
  }
  return "no error";
}

}  // namespace xner::data
