// See options.hpp.
#include "harness/worker/options.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"

namespace xner::worker {
namespace {

int descriptor_number(const std::string& text) {
  int number = -1;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size() && number >= 0)
    return number;
  throw Error(ErrorKind::kUsage,
              fmt::format("--result-fd: expected the number of a descriptor, found '{}'", text));
}

const std::vector<std::pair<std::string, Task>>& tasks() {
  static const std::vector<std::pair<std::string, Task>> list{
      {"--describe", Task::kDescribe}, {"--plan", Task::kPlan},       {"--stage", Task::kStage},
      {"--bench", Task::kBench},       {"--version", Task::kVersion}, {"--help", Task::kHelp}};
  return list;
}

std::optional<Task> task_of(const std::string& word) {
  for (const auto& [name, task] : tasks())
    if (name == word) return task;
  return std::nullopt;
}

[[noreturn]] void refuse_word(const std::string& word) {
  std::vector<std::string> names{"--result-fd"};
  for (const auto& task : tasks()) names.push_back(task.first);
  throw Error(ErrorKind::kUsage, fmt::format("unknown argument '{}'", word), {},
              nearest_hint(word, names));
}

}  // namespace

Options parse_options(const std::vector<std::string>& arguments) {
  Options options;
  bool chosen = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    const auto value = [&]() -> const std::string& {
      if (i + 1 == arguments.size())
        throw Error(ErrorKind::kUsage, fmt::format("{}: expected a value, found none", word));
      return arguments[++i];
    };
    if (word == "--result-fd") {
      options.result_fd = descriptor_number(value());
      continue;
    }
    const std::optional<Task> task = task_of(word);
    if (!task) refuse_word(word);
    if (chosen)
      throw Error(ErrorKind::kUsage, fmt::format("expected one task, found '{}' as well", word));
    chosen = true;
    options.task = *task;
    if (*task == Task::kDescribe || *task == Task::kPlan || *task == Task::kStage ||
        *task == Task::kBench)
      options.file = value();
  }
  if (!chosen)
    throw Error(ErrorKind::kUsage, "expected a task, found none", {}, "see xner-worker --help");
  return options;
}

}  // namespace xner::worker
