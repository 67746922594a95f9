// `xner report FOLDER`: tables of an experiment from its run folders alone.
#pragma once

#include <ostream>
#include <string>

namespace xner::cli {

struct ReportOptions {
  std::string folder{};         ///< runs/<experiment>
  std::string format = "text";  ///< what is printed: text | markdown | json
  bool write = true;            ///< report.md and report.json are (re)written in the folder
  bool colour = false;          ///< `out` is a terminal and NO_COLOR is not set
};

/// @return 0, or 5 if the folder holds no run; failed runs are rows of the report.
/// @throws Error{kUsage} for an unknown format; Error{kIo} if the folder cannot be read or written.
[[nodiscard]] int run_report(const ReportOptions& options, std::ostream& out, std::ostream& notes);

}  // namespace xner::cli
