// Stands in for xner-worker where a test is about xner: no LibTorch, no plugin. What a stage does
// is said by its parameter "fake": "ok" makes every output (a folder if its name begins with
// "model", else a file with the parameter "text"), "throw" reports an error, "abort" crashes,
// "silent" ends without a result, "sleep" waits to be ended, "abort once" crashes the first time,
// "nap" takes half a second, "alone" a hundredth, and it is an error if another such runs. What it
// writes into its log is never the same. Each start appends the stage's id to the file that the
// parameter "starts" names, if there is one. Without these parameters, in the stages of a plugin's
// own plan, predictions are O for every word of the input "text". Plugins are described and asked
// for plans by the real worker of this build.
#include <cstdlib>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "harness/base/files.hpp"
#include "harness/base/unsynced_file.hpp"
#include "harness/data/corpus.hpp"
#include "harness/sdk/stage_message.hpp"

namespace {

namespace sdk = xner::sdk;

void send(const sdk::StageMessage& message) {
  const std::string line = sdk::frame(message);
  if (::write(3, line.data(), line.size()) < 0) std::abort();
}

/// A label for every word, if the stage has a text.
std::string labels_of(const sdk::StageRequest& request) {
  std::string lines;
  const auto text = request.inputs.find("text");
  if (text == request.inputs.end()) return lines;
  for (const auto& sentence : xner::data::read_text_corpus(text->second).sentences) {
    for (std::size_t w = 0; w < sentence.words.size(); ++w) lines += w > 0 ? " O" : "O";
    lines += '\n';
  }
  return lines;
}

void make_outputs(const sdk::StageRequest& request) {
  for (const auto& name : request.outputs) {
    const auto path = request.output_folder / name;
    if (name.starts_with("model")) {
      xner::write_unsynced(path / "weights", request.key);
    } else {
      const auto text = request.parameters.find("text");
      xner::write_unsynced(
          path, text != request.parameters.end() ? text->get<std::string>() : labels_of(request));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  if (const std::string task = argv[1]; task != "--stage") {
    const auto real =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "../bin/xner-worker";
    ::execv(real.c_str(), argv);
    return 127;
  }
  const auto request = sdk::stage_request_from_json(sdk::Json::parse(xner::read_file(argv[2])));
  const std::string fake = request.parameters.value("fake", std::string("ok"));
  const std::string starts = request.parameters.value("starts", std::string());
  const bool first = starts.empty() || !std::filesystem::exists(starts);
  if (!starts.empty()) xner::append_line(starts, request.key.substr(0, 1));
  send(sdk::Progress{"fake", 1, 2, ""});
  const std::string said = fmt::format("the worker's own words, by process {}\n", ::getpid());
  if (::write(STDERR_FILENO, said.data(), said.size()) < 0) return 1;
  if (fake == "abort" || (fake == "abort once" && first)) std::abort();
  if (fake == "nap") ::usleep(500'000);
  const std::filesystem::path alone = starts + ".alone";
  if (fake == "alone" && !std::filesystem::create_directory(alone)) return 1;
  if (fake == "alone") ::usleep(10'000);
  if (fake == "silent") return 0;
  if (fake == "sleep") ::sleep(600);
  sdk::StageResult result;
  result.ok = fake != "throw";
  for (const auto& [name, path] : request.inputs) result.ok &= std::filesystem::exists(path);
  result.facts = {{"made_by", request.type}};
  result.environment = sdk::Json::object();
  if (!result.ok) {
    result.error_kind = "stage";
    result.error_message = "thrown on purpose";
  } else {
    make_outputs(request);
  }
  if (fake == "alone") std::filesystem::remove(alone);
  send(result);
  return result.ok ? 0 : 1;
}
