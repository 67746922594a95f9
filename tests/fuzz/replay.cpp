// Runs a fuzz target over files: the seed corpus and every input that once broke something. Built
// by any compiler, so that the ordinary tests replay what fuzzing found.
// usage: TARGET [--mutations N] FOLDER_OR_FILE...
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "harness/base/files.hpp"
#include "harness/base/random.hpp"
#include "tests/fuzz/check.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<std::uint8_t> data;  // the input at hand, for `keep`

/// The input that ended the process, in the working folder, as libFuzzer does it.
void keep(int signal) {
  const int file = ::open("failed-input", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (::write(file, data.data(), data.size()) >= 0)
    std::fprintf(stderr, "the input is in ./failed-input\n");
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(const std::string& bytes) {
  // A copy of exactly this size: the sanitizers see a read beyond its end.
  data.assign(bytes.begin(), bytes.end());
  data.shrink_to_fit();
  static_cast<void>(LLVMFuzzerTestOneInput(data.data(), data.size()));
}

/// One of the changes that a damaged file has: cut, a byte changed, a part repeated or left out.
std::string mutated(std::string bytes, xner::RandomStream& random) {
  if (bytes.empty()) return bytes;
  const std::size_t at = random.below(bytes.size());
  const std::size_t length = 1 + random.below(std::min<std::size_t>(bytes.size() - at, 16));
  switch (random.below(5)) {
    case 0:
      return bytes.substr(0, at);
    case 1:
      bytes[at] = static_cast<char>(random.below(256));
      return bytes;
    case 2:
      return bytes.insert(at, bytes.substr(at, length));
    case 3:
      return bytes.erase(at, length);
    default:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
      return bytes;
  }
}

std::vector<fs::path> files_of(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(path))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  std::size_t mutations = 0;
  if (words.size() >= 2 && words[0] == "--mutations") {
    mutations = std::stoul(words[1]);
    words.erase(words.begin(), words.begin() + 2);
  }
  for (const int signal : {SIGABRT, SIGSEGV}) std::signal(signal, keep);
  std::size_t inputs = 0;
  run("");
  for (const auto& word : words) {
    for (const auto& file : files_of(word)) {
      std::printf("%s\n", file.c_str());
      std::fflush(stdout);  // the last line names the input that ended the process
      const std::string bytes = xner::read_file(file);
      run(bytes);
      xner::RandomStream random(1);
      for (std::size_t i = 0; i < mutations; ++i) run(mutated(bytes, random));
      ++inputs;
    }
  }
  std::printf("%zu inputs, each with %zu mutations\n", inputs, mutations);
  return inputs == 0 ? 1 : 0;
}
