// The command line of xner-worker.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace xner::worker {

enum class Task { kDescribe, kPlan, kStage, kBench, kVersion, kHelp };

struct Options {
  Task task = Task::kHelp;
  std::filesystem::path file;  ///< the plugin, or the stage's or the bench's request
  int result_fd = -1;          ///< -1: standard output
};

inline constexpr std::string_view kUsageText =
    "usage: xner-worker --describe PLUGIN.so [--result-fd N]   its description as JSON\n"
    "       xner-worker --plan PLUGIN.so [--result-fd N]       plan request on standard input, "
    "plan as JSON; or lists of both\n"
    "       xner-worker --stage FILE [--result-fd N]           runs one stage; messages to the "
    "descriptor\n"
    "       xner-worker --bench FILE                           repeats one stage and measures it\n"
    "       xner-worker --version | --help\n"
    "Started by xner; of use by hand to see what a plugin does.\n";

/// @param arguments without the program's name. @throws Error{kUsage}.
[[nodiscard]] Options parse_options(const std::vector<std::string>& arguments);

}  // namespace xner::worker
