// See stage_runner.hpp.
#include "harness/worker/stage_runner.hpp"

#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/plugin/loaded_plugin.hpp"
#include "harness/sdk/json_fields.hpp"
#include "harness/worker/environment.hpp"
#include "harness/worker/stage_context.hpp"

namespace xner::worker {
namespace fs = std::filesystem;
namespace {

/// Seconds since this process was started, by the kernel's clock.
double process_age() {
  std::ifstream file("/proc/self/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  // Field 22, counted after the name in parentheses, which may hold anything.
  std::istringstream fields(text.substr(std::min(text.rfind(')') + 1, text.size())));
  std::string field;
  for (int i = 3; i <= 22; ++i) fields >> field;
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  const double started =
      std::strtod(field.c_str(), nullptr) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec) - started;
}

sdk::StageRequest read_request(const fs::path& file) {
  const sdk::Json json = parse_json(read_file(file));
  if (json.is_discarded())
    throw Error(ErrorKind::kUsage, "expected a stage request in JSON, found something else",
                Place{file.string()});
  return sdk::stage_request_from_json(json);
}

void check_inputs(const sdk::StageRequest& request) {
  for (const auto& [name, path] : request.inputs)
    if (!fs::exists(path))
      throw Error(ErrorKind::kData,
                  fmt::format("input '{}' of stage '{}': expected a file or folder, found none",
                              name, request.type),
                  Place{path.string()});
}

void check_outputs(const sdk::StageRequest& request) {
  for (const std::string& name : request.outputs)
    if (!fs::exists(request.output_folder / name))
      throw Error(ErrorKind::kPlugin,
                  fmt::format("stage '{}' ended without its output '{}'", request.type, name));
}

}  // namespace

void run_stage(const fs::path& request_file, ResultPipe& pipe, sdk::StageResult& result) {
  result.facts = sdk::Json{{sdk::kNotLoadedFact, true}};
  const sdk::StageRequest request = read_request(request_file);
  pipe.send(sdk::Progress{"load", 0, 0, request.method});
  prepare_process(request.parameters);
  result.environment = environment_facts(request.parameters);
  plugin::LoadedPlugin plugin(request.plugin);
  if (plugin.tag().method != request.method)
    throw Error(ErrorKind::kPlugin,
                fmt::format("expected the plugin of method '{}', found that of '{}'",
                            request.method, plugin.tag().method),
                Place{request.plugin.string()});
  fs::create_directories(request.output_folder);
  fs::create_directories(request.scratch_folder);
  result.facts = sdk::Json::object();
  check_inputs(request);

  cancel_on_sigterm();
  WorkerContext context(request, pipe);
  context.usage().load_seconds = process_age();
  const auto take_notes = [&] {
    result.facts = context.facts();
    if (!plugin.leaks().empty()) result.facts[sdk::kLeaksFact] = plugin.leaks();
    result.usage = context.usage();
    result.usage.peak_device_memory = device_memory(request.parameters);
  };
  try {
    plugin.run_stage(context);
  } catch (const Error&) {
    take_notes();
    throw;
  }
  take_notes();
  check_outputs(request);
}

}  // namespace xner::worker
