// `xner data list|check|stats|export`: the options of data.hpp.
#include <sstream>

#include "harness/base/nearest.hpp"
#include "harness/cli/data.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"
#include "harness/data/catalogue.hpp"
#include "harness/flow/locations.hpp"

namespace xner::cli {
namespace {

using Task = int (*)(const DataOptions&, std::ostream&);
constexpr std::pair<const char*, Task> kTasks[] = {{"list", run_data_list},
                                                   {"check", run_data_check},
                                                   {"stats", run_data_stats},
                                                   {"export", run_data_export}};

Task find_task(const std::string& wanted) {
  std::vector<std::string> known;
  for (const auto& [name, task] : kTasks) {
    if (name == wanted) return task;
    known.emplace_back(name);
  }
  throw Error(ErrorKind::kUsage, "data: unknown task '" + wanted + "'", Place{"command line"},
              nearest_hint(wanted, known));
}

}  // namespace

Action declare_data(CLI::App& command) {
  const auto options = std::make_shared<DataOptions>();
  const auto task = std::make_shared<std::string>();
  const auto root = std::make_shared<std::string>();
  command.add_option("task", *task, "list, check, stats or export")->required();
  command.add_option("names", options->names,
                     "<family>, <family>/<part> or <family>/<part>/<split>; none: all");
  command.add_option("--root", *root, "Data folder; else $XNER_DATA, else ./data");
  command.add_option("--output", options->output, "export: a file; - is standard output");
  command.add_option("--format", options->format, "export: columns, words or canonical");
  return [options, task, root] {
    const Task run = find_task(*task);
    options->descriptors = flow::descriptors_folder();
    options->root = data::data_root(*root);
    std::ostringstream out;
    const int code = run(*options, out);
    // An export is for programs; the rest quotes descriptors and files.
    *task == "export" ? write_out(out.str()) : write_text(out.str());
    return code;
  };
}

}  // namespace xner::cli
