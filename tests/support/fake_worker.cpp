// Stands in for xner-worker where a test is about xner: no LibTorch, no plugin. What a stage does
// is said by its parameter "fake": "ok" makes every output (a folder if its name begins with
// "model", else a file with the parameter "text"), "throw" reports an error, "abort" crashes,
// "silent" ends without a result, "sleep" waits to be ended, "abort once" crashes the first time,
// "nap" takes half a second. Each start appends the stage's id to the file that the parameter
// "starts" names, if there is one.
#include <cstdlib>
#include <filesystem>
#include <string>

#include <unistd.h>

#include "harness/base/files.hpp"
#include "harness/sdk/stage_message.hpp"

namespace {

namespace sdk = xner::sdk;

void send(const sdk::StageMessage& message) {
  const std::string line = sdk::frame(message);
  if (::write(3, line.data(), line.size()) < 0) std::abort();
}

void make_outputs(const sdk::StageRequest& request) {
  for (const auto& name : request.outputs) {
    const auto path = request.output_folder / name;
    if (name.starts_with("model")) {
      xner::write_file(path / "weights", request.key);
    } else {
      xner::write_file(path, request.parameters.value("text", std::string("")));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto request = sdk::stage_request_from_json(sdk::Json::parse(xner::read_file(argv[2])));
  const std::string fake = request.parameters.value("fake", std::string("ok"));
  send(sdk::Progress{"fake", 1, 2, ""});
  std::string said = "the worker's own words\n";
  if (::write(STDERR_FILENO, said.data(), said.size()) < 0) return 1;
  const std::string starts = request.parameters.value("starts", std::string());
  const bool first = starts.empty() || !std::filesystem::exists(starts);
  if (!starts.empty()) xner::append_line(starts, request.key.substr(0, 1));
  if (fake == "abort" || (fake == "abort once" && first)) std::abort();
  if (fake == "nap") ::usleep(500'000);
  if (fake == "silent") return 0;
  if (fake == "sleep") ::sleep(600);
  sdk::StageResult result;
  result.ok = fake != "throw";
  result.facts = {{"made_by", request.type}};
  result.environment = sdk::Json::object();
  if (!result.ok) {
    result.error_kind = "stage";
    result.error_message = "thrown on purpose";
  } else {
    make_outputs(request);
  }
  send(result);
  return result.ok ? 0 : 1;
}
