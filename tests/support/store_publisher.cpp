// A process that works on a store, for tests that kill it, race it or make its disk full:
//   store_publisher STORE publish KEY FOLDER      prints new, known or disputed
//   store_publisher STORE claim KEY               prints claimed or taken; holds it until a
//                                                 byte or the end of standard input
//   store_publisher STORE drop KEY PATH
//   store_publisher STORE torn KEY FOLDER         publishes without temporary names: what the tests
//                                                 must notice
//   store_publisher STORE bench NUMBER            publishes and finds NUMBER actions of 3 files
// Exit code 1 and the reason on stderr if it fails.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/store/action_record.hpp"
#include "harness/store/claim.hpp"
#include "harness/store/layout.hpp"
#include "harness/store/store.hpp"

namespace {
using namespace xner;
using namespace xner::store;
namespace fs = std::filesystem;

void show(const std::string& text) {
  fmt::print("{}\n", text);
  std::fflush(stdout);
}

int publish(const Store& store, const std::string& key, const fs::path& folder) {
  switch (store.publish(key, folder, Json{{"stage", "test"}})) {
    case Publication::kNew:
      show("new");
      break;
    case Publication::kKnown:
      show("known");
      break;
    case Publication::kDisputed:
      show("disputed");
  }
  return 0;
}

int hold(const Store& store, const std::string& key) {
  const auto held = claim(store, key);
  show(held ? "claimed" : "taken");
  char byte = 0;
  return held && ::read(STDIN_FILENO, &byte, 1) < 0 ? 1 : 0;
}

/// The mistake that a store exists to avoid: files grow under their final names, the record first.
int publish_torn(const Store& store, const std::string& key, const fs::path& folder) {
  const Layout layout(store.root());
  Action action{key, {}, Json::object(), {}};
  const auto write = [](const fs::path& path, const std::string& bytes) {
    make_folders(path.parent_path());
    std::FILE* const file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) throw Error(ErrorKind::kIo, "cannot write", Place{path.string()});
    std::setvbuf(file, nullptr, _IONBF, 0);
    std::fwrite(bytes.data(), 1, bytes.size() / 2, file);
    std::fwrite(bytes.data() + bytes.size() / 2, 1, bytes.size() - bytes.size() / 2, file);
    std::fclose(file);
  };
  for (const auto& entry : fs::directory_iterator(folder))
    action.files.push_back({entry.path().filename().string(), sha256_file(entry.path()),
                            static_cast<std::int64_t>(entry.file_size())});
  std::sort(action.files.begin(), action.files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  write(layout.record(key), record_text(action));
  for (const auto& file : action.files)
    write(layout.object(file.sha256), read_file(folder / file.path));
  return 0;
}

std::int64_t resident_kib() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmRSS:")) return std::stoll(line.substr(6));
  return 0;
}

int bench(const Store& store, int number) {
  const TemporaryFolder work(store.root().parent_path());
  std::int64_t early = 0;
  double publishing = 0, finding = 0;
  for (int i = 0; i < number; ++i) {
    for (const char* name : {"labels.txt", "history.tsv", "result.json"}) {
      std::ofstream file(work.path() / name, std::ios::trunc);
      file << i << name << std::string(2000, 'x');
    }
    const std::string key = sha256(std::to_string(i));
    const auto begin = std::chrono::steady_clock::now();
    (void)store.publish(key, work.path(), Json{{"stage", "bench"}, {"number", i}});
    const auto middle = std::chrono::steady_clock::now();
    const auto action = store.find(key);
    if (!action || !store.holds(*action, "")) return 1;
    const auto end = std::chrono::steady_clock::now();
    publishing += std::chrono::duration<double, std::micro>(middle - begin).count();
    finding += std::chrono::duration<double, std::micro>(end - middle).count();
    if (i == number / 10) early = resident_kib();
  }
  show(
      fmt::format("{} actions of 3 files: publish {:.0f} us, find and look {:.0f} us; resident {} "
                  "KiB after a tenth, {} KiB after all",
                  number, publishing / number, finding / number, early, resident_kib()));
  return 0;
}

int run(const std::vector<std::string>& words) {
  if (words.size() < 3) throw Error(ErrorKind::kUsage, "expected STORE TASK KEY ...");
  const Store store(words[0]);
  if (words[1] == "claim") return hold(store, words[2]);
  if (words[1] == "bench") return bench(store, std::stoi(words[2]));
  if (words.size() != 4) throw Error(ErrorKind::kUsage, "expected STORE TASK KEY PATH");
  if (words[1] == "publish") return publish(store, words[2], words[3]);
  if (words[1] == "torn") return publish_torn(store, words[2], words[3]);
  const auto action = store.find(words[2]);
  if (words[1] != "drop" || !action) throw Error(ErrorKind::kUsage, "nothing to " + words[1]);
  store.drop(*action, words[3]);
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  return run({argv + 1, argv + argc});
} catch (const std::exception& error) {
  fmt::print(stderr, "store_publisher: {}\n", error.what());
  return 1;
}
