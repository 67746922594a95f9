// xner-worker: loads LibTorch and one plugin, does one thing, ends. Whatever goes wrong is reported
// from here.
#include <csignal>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/plugin/loaded_plugin.hpp"
#include "harness/sdk/plugin_tag.hpp"
#include "harness/worker/bench.hpp"
#include "harness/worker/options.hpp"
#include "harness/worker/result_pipe.hpp"
#include "harness/worker/stage_runner.hpp"

namespace {

using xner::worker::Options;
using xner::worker::ResultPipe;
using xner::worker::Task;

/// One request or a list of them.
xner::sdk::Json read_plan_requests() {
  const auto json =
      xner::sdk::Json::parse(xner::read_file("-"), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded())
    throw xner::Error(xner::ErrorKind::kUsage,
                      "expected a plan request in JSON on standard input, found something else");
  return json;
}

/// A plan for a request, a list of plans for a list of requests: a sweep loads its plugin once.
xner::sdk::Json make_plans(xner::plugin::LoadedPlugin& plugin, const xner::sdk::Json& requests) {
  using xner::sdk::Json;
  if (!requests.is_array()) return Json(plugin.plan(requests.get<xner::sdk::PlanRequest>()));
  Json plans = Json::array();
  for (const auto& request : requests)
    plans.push_back(Json(plugin.plan(request.get<xner::sdk::PlanRequest>())));
  return plans;
}

void perform(const Options& options, ResultPipe& pipe, xner::sdk::StageResult& result) {
  switch (options.task) {
    case Task::kDescribe:
      return pipe.send_line(
          xner::sdk::Json(xner::plugin::LoadedPlugin(options.file).describe()).dump());
    case Task::kPlan: {
      xner::plugin::LoadedPlugin plugin(options.file);
      return pipe.send_line(make_plans(plugin, read_plan_requests()).dump());
    }
    case Task::kStage:
      xner::worker::run_stage(options.file, pipe, result);
      result.ok = true;
      return pipe.send(result);
    case Task::kBench:
      return xner::worker::run_bench(xner::worker::read_bench_request(options.file));
    case Task::kVersion: {
      const xner::sdk::PluginTag tag = xner::sdk::expected_tag();
      return pipe.send_line(fmt::format("xner-worker {} (LibTorch {}, {}, {})", tag.xner,
                                        tag.libtorch, tag.compiler, tag.build_type));
    }
    case Task::kHelp:
      return pipe.send_line(xner::worker::kUsageText);
  }
}

/// Reports a failure to xner; if even that fails, only the exit code is left to tell.
int report(ResultPipe& pipe, xner::sdk::StageResult& result, const xner::Error& error) {
  result.ok = false;
  result.error_kind = xner::kind_name(error.kind());
  result.error_message = error.what();
  try {
    pipe.send(result);
  } catch (const xner::Error& unheard) {
    fmt::print(stderr, "xner-worker: {}\nxner-worker: {}\n", error.what(), unheard.what());
  }
  return xner::exit_code(error.kind());
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that goes away, or a full file, is an error of write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  ResultPipe pipe(-1);
  xner::sdk::StageResult result;
  try {
    const Options options = xner::worker::parse_options({argv + 1, argv + argc});
    pipe = ResultPipe(options.result_fd);
    perform(options, pipe, result);
    return 0;
  } catch (const xner::Error& error) {
    return report(pipe, result, error);
  } catch (const std::bad_alloc& error) {
    return report(
        pipe, result,
        {xner::ErrorKind::kStage, fmt::format("{}: {}", xner::sdk::kOutOfMemory, error.what())});
  } catch (const std::exception& error) {
    return report(pipe, result, {xner::ErrorKind::kInternal, error.what()});
  }
}
