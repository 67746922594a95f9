// `xner report DIR...`: the report of one or several experiments from their run folders alone.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace xner::cli {

struct ReportOptions {
  std::vector<std::string> folders{};  ///< runs/<experiment>, one or several
  /// What is printed: see `report_formats`; "text" and "markdown" are other names of two.
  std::string format = "terminal";
  /// report.{html,md,tex,csv,json} and report_summary.csv are (re)written: in the folder of one
  /// experiment, in `output` for several.
  bool write = true;
  std::string output{};  ///< where they are written instead; "" for the experiment's folder
  /// The full method that others are compared with, as a row's name; "" to find it: see
  /// reports::differences.
  std::string reference{};
  bool colour = false;  ///< `out` is a terminal and NO_COLOR is not set
};

/// Names of --format, in the order of the help.
[[nodiscard]] const std::vector<std::string>& report_formats();

/// @return 0, or 5 if none of the folders holds a run; failed runs are rows of the report.
/// @throws Error{kUsage} for an unknown format; Error{kIo} if the folder cannot be read or written.
[[nodiscard]] int run_report(const ReportOptions& options, std::ostream& out, std::ostream& notes);

}  // namespace xner::cli
