// `xner store ls|verify|gc|probe`: the options of store.hpp.
#include <sstream>

#include "harness/base/nearest.hpp"
#include "harness/cli/store.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"

namespace xner::cli {
namespace {

using Task = int (*)(const StoreOptions&, std::ostream&);
constexpr std::pair<const char*, Task> kTasks[] = {{"ls", run_store_ls},
                                                   {"verify", run_store_verify},
                                                   {"gc", run_store_gc},
                                                   {"probe", run_store_probe}};

Task find_task(const std::string& wanted) {
  std::vector<std::string> known;
  for (const auto& [name, task] : kTasks) {
    if (name == wanted) return task;
    known.emplace_back(name);
  }
  throw Error(ErrorKind::kUsage, "store: unknown task '" + wanted + "'", Place{"command line"},
              nearest_hint(wanted, known));
}

}  // namespace

Action declare_store(CLI::App& command) {
  const auto options = std::make_shared<StoreOptions>();
  const auto task = std::make_shared<std::string>();
  const auto folder = std::make_shared<std::string>();
  command
      .add_option("task", *task,
                  "ls: what is there; verify: read all of it; gc: what may go; probe: try the "
                  "filesystem")
      ->required();
  add_store(command, *folder);
  command.add_option("--format", options->format, "text or json")->check(one_of({"text", "json"}));
  command.add_flag("--remove", options->remove, "gc: remove; else it only says what would go");
  command.add_option("--unused-for", options->unused_for,
                     "gc: also actions that were not used for 30d, 12h, 90m, ...");
  command.add_option("--grace", options->grace, "gc: nothing younger goes")->capture_default_str();
  return [options, task, folder] {
    const Task run = find_task(*task);
    options->folder = store_folder(*folder);
    std::ostringstream out;
    const int code = run(*options, out);
    options->format == "json" ? write_out(out.str()) : write_text(out.str());
    return code;
  };
}

}  // namespace xner::cli
