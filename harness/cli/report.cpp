// See report.hpp.
#include "harness/cli/report.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/nearest.hpp"
#include "harness/cli/verb.hpp"
#include "reports/published.hpp"
#include "reports/report.hpp"

namespace xner::cli {
namespace {

void check_format(const std::string& format) {
  const std::vector<std::string> known{"text", "markdown", "json"};
  if (std::find(known.begin(), known.end(), format) == known.end())
    throw Error(ErrorKind::kUsage,
                fmt::format("--format: expected text, markdown or json, found '{}'", format), {},
                nearest_hint(format, known));
}

}  // namespace

int run_report(const ReportOptions& options, std::ostream& out, std::ostream& notes) {
  check_format(options.format);
  std::filesystem::path folder = options.folder;
  if (!folder.has_filename()) folder = folder.parent_path();
  const std::vector<reports::RunData> runs = reports::load_runs(folder);
  if (runs.empty()) {
    notes << fmt::format(
        "no run in {}: expected "
        "<method>/<variant>/<source>-<size>/<target>/seed-<n>/metrics.json\n",
        folder.string());
    return kNothingSelectedExit;
  }
  const std::string name = std::filesystem::weakly_canonical(folder).filename().string();
  reports::Summary summary = reports::summarise(runs, name);
  reports::put_published_beside(folder, summary);
  const std::string markdown =
      reports::report_to_markdown(summary, "xner report " + folder.string());
  const record::Json json = reports::report_to_json(summary);
  if (options.write) {
    write_file(folder / "report.md", markdown);
    record::write_json(folder / "report.json", json);
  }
  if (options.format == "markdown")
    out << markdown;
  else if (options.format == "json")
    out << json.dump(2, ' ', false, record::Json::error_handler_t::replace) << "\n";
  else
    out << reports::report_to_terminal(summary, options.colour);
  return 0;
}

}  // namespace xner::cli
