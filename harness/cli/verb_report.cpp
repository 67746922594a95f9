// `xner report FOLDER`: the options of report.hpp.
#include <sstream>

#include "harness/cli/report.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"

namespace xner::cli {

Action declare_report(CLI::App& command) {
  const auto options = std::make_shared<ReportOptions>();
  command.add_option("folder", options->folder, "runs/<experiment>")->required();
  command.add_option("--format", options->format, "What is printed: text, markdown or json");
  command.add_flag("!--no-write", options->write, "Leave report.md and report.json as they are");
  return [options] {
    options->colour = is_lively(stdout);
    std::ostringstream out, notes;
    const int code = run_report(*options, out, notes);
    write_log(notes.str());
    write_out(out.str());
    return code;
  };
}

}  // namespace xner::cli
