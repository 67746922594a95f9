// `xner report DIR...`: the options of report.hpp.
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/cli/report.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"

namespace xner::cli {

Action declare_report(CLI::App& command) {
  const auto options = std::make_shared<ReportOptions>();
  command.add_option("folders", options->folders, "runs/<experiment>; several make one report")
      ->required();
  command.add_option("--format", options->format,
                     fmt::format("What is printed: {}", fmt::join(report_formats(), ", ")));
  auto* const no_write =
      command.add_flag("!--no-write", options->write,
                       "Leave report.{html,md,tex,csv,json} and report_summary.csv as they are");
  command
      .add_option("--output", options->output,
                  "Where they are written (default: the experiment's folder; of several: nowhere)")
      ->type_name("FOLDER")
      ->excludes(no_write);
  command
      .add_option("--reference", options->reference,
                  "The full method: every other row's difference to it is reported (default: the "
                  "last row of the paper's table, else the base of a method's variants)")
      ->type_name("ROW");
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
