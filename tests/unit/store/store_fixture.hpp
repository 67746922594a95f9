// A store in a folder of its own, with outputs to publish.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/process.hpp"
#include "harness/store/layout.hpp"
#include "harness/store/store.hpp"

namespace xner::store {

namespace fs = std::filesystem;
using Files = std::map<std::string, std::string>;

inline std::string key_of(const std::string& name) { return sha256(name); }

class StoreFixture : public testing::Test {
 protected:
  [[nodiscard]] fs::path root() const { return folder_.path() / "store"; }
  [[nodiscard]] Layout layout() const { return Layout(root()); }

  fs::path outputs(const std::string& name, const Files& files) const {
    const fs::path folder = folder_.path() / name;
    make_folders(folder);
    for (const auto& [path, text] : files) write_file(folder / path, text);
    return folder;
  }

  /// Plain files below a folder and what is in them.
  [[nodiscard]] static Files contents(const fs::path& folder) {
    Files files;
    if (!fs::exists(folder)) return files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file())
        files[entry.path().lexically_relative(folder).string()] = read_file(entry.path());
    return files;
  }
  [[nodiscard]] std::size_t count(const char* part) const { return contents(root() / part).size(); }

  /// What is in quarantine/, without the reasons.
  [[nodiscard]] std::size_t bad() const {
    std::size_t number = 0;
    for (const auto& [name, text] : contents(root() / "quarantine"))
      number += !name.ends_with(".reason.txt");
    return number;
  }
  [[nodiscard]] std::string reasons() const {
    std::string all;
    for (const auto& [name, text] : contents(root() / "quarantine"))
      if (name.ends_with(".reason.txt")) all += text;
    return all;
  }

  /// As a later version of xner will write it.
  void leave_newer_record(const std::string& key) const {
    Json record{{"schema", 2}, {"key", key}, {"outputs", "in another form"}};
    record["digest"] = sha256(record.dump());
    write_file(layout().record(key), record.dump() + "\n");
  }

  static void overwrite(const fs::path& path, const std::string& text) {
    fs::permissions(path, fs::perms::owner_write, fs::perm_options::add);
    std::FILE* const file = std::fopen(path.c_str(), "wb");
    ASSERT_NE(file, nullptr);
    std::fwrite(text.data(), 1, text.size(), file);
    std::fclose(file);
  }

  /// Runs tests/support/store_publisher on the store. `fault` is its XNER_FAIL.
  [[nodiscard]] ProcessOutcome publisher(std::vector<std::string> words,
                                         const std::string& fault = "") const {
    words.insert(words.begin(), {XNER_STORE_PUBLISHER, root().string()});
    ProcessLimits limits;
    limits.wall_seconds = 60;
    return run_process({words, {{"XNER_FAIL", fault}}, "", "", std::uint64_t{1} << 20}, limits);
  }

  /// In memory where that can be: what is tested is the order of steps, and thousands of fsyncs
  /// wait for nothing there.
  TemporaryFolder folder_{fs::is_directory("/dev/shm") ? fs::path("/dev/shm")
                                                       : fs::temp_directory_path()};
};

}  // namespace xner::store
