// `xner score` for many small files in one process, for tests/support/compare_scorers.py: JSON
// lines in, {"text", "mode", "scheme", "zero_division"}, JSON lines out, what `xner score FILE
// --semeval
// --format json` prints, or {"error": ...}.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/cli/score.hpp"

namespace {

/// One line; JSON has no line break inside of a string.
std::string score(const nlohmann::json& request, const std::string& path) {
  xner::cli::ScoreOptions options;
  options.gold = path;
  options.mode = request.at("mode");
  options.scheme = request.at("scheme");
  options.zero_division = request.at("zero_division");
  options.format = "json";
  options.semeval = true;
  // Rewritten for every request; nothing here needs the care of xner::write_file.
  std::ofstream(path, std::ios::binary) << request.at("text").get<std::string>();
  std::ostringstream out, notes;
  try {
    static_cast<void>(xner::cli::run_score(options, out, notes));
  } catch (const xner::Error& error) {
    return nlohmann::json{{"error", error.what()}}.dump();
  }
  std::string line = out.str();
  std::erase(line, '\n');
  return line;
}

}  // namespace

int main() {
  const xner::TemporaryFolder folder;
  const std::string path = (folder.path() / "document").string();
  for (std::string line; std::getline(std::cin, line);)
    std::cout << score(nlohmann::json::parse(line), path) << "\n";
  return 0;
}
