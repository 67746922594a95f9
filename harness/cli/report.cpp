// See report.hpp.
#include "harness/cli/report.hpp"

#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"
#include "reports/report/report.hpp"
#include "reports/runs/measured.hpp"
#include "reports/runs/published.hpp"

namespace xner::cli {
namespace fs = std::filesystem;
namespace {

/// As other verbs call the first two.
std::string canonical(const std::string& format) {
  return format == "text" ? "terminal" : format == "markdown" ? "md" : format;
}

/// Without a slash at its end, so that it has a name.
fs::path folder_of(const std::string& typed) {
  const fs::path folder(typed);
  return folder.has_filename() || !folder.has_parent_path() ? folder : folder.parent_path();
}

/// Everything that is written, and most of what is printed, by its name as a format.
class Report {
 public:
  Report(const reports::Summary& summary, const std::string& reference, const std::string& command)
      : summary_(summary),
        found_(reports::differences(summary, reference)),
        document_(reports::report_document(summary, found_, command)) {}

  [[nodiscard]] std::string text(std::string_view format, bool colour) const {
    if (format == "md") return reports::to_markdown(document_);
    if (format == "html") return reports::to_html(document_);
    if (format == "latex") return reports::to_latex(document_);
    if (format == "csv") return reports::report_to_csv(summary_);
    if (format == "csv-summary") return reports::report_to_summary_csv(summary_, found_);
    if (format == "json") return record::json_text(reports::report_to_json(summary_, found_));
    return reports::report_to_terminal(summary_, colour, found_);
  }

  void write_to(const fs::path& folder) const {
    for (const auto& [format, name] : {std::pair{"html", "report.html"},
                                       {"md", "report.md"},
                                       {"latex", "report.tex"},
                                       {"csv", "report.csv"},
                                       {"csv-summary", "report_summary.csv"},
                                       {"json", "report.json"}})
      write_file(folder / name, text(format, false));
  }

 private:
  const reports::Summary& summary_;
  reports::Differences found_;
  reports::Document document_;
};

/// What people read is made inert for a CI's log; what programs read stays as it is.
bool is_for_people(const std::string& format) { return format == "terminal" || format == "md"; }

std::string command_of(const std::vector<fs::path>& folders, const std::string& reference) {
  std::string command = "xner report";
  for (const auto& folder : folders) command += " " + folder.string();
  return command + (reference.empty() ? "" : " --reference '" + reference + "'");
}

}  // namespace

const std::vector<std::string>& report_formats() {
  static const std::vector<std::string> kFormats{"terminal", "md",          "html", "latex",
                                                 "csv",      "csv-summary", "json"};
  return kFormats;
}

int run_report(const ReportOptions& options, std::ostream& out, std::ostream& notes) {
  const std::string format = canonical(options.format);
  check_choice("--format", format, report_formats());
  std::vector<fs::path> folders;
  std::vector<reports::Summary> summaries;
  for (const auto& typed : options.folders) {
    const fs::path folder = folder_of(typed);
    const std::vector<reports::RunData> runs = reports::load_runs(folder);
    if (runs.empty()) {
      notes << fmt::format(
          "no run in {}: expected "
          "<method>/<variant>/<source>-<size>/<target>/seed-<n>/metrics.json\n",
          folder.string());
      continue;
    }
    const std::string name = fs::weakly_canonical(folder).filename().string();
    summaries.push_back(reports::summarise(runs, name));
    reports::put_published_beside(folder, summaries.back());
    reports::put_measured_beside(folder, summaries.back());
    folders.push_back(folder);
  }
  if (summaries.empty()) return kNothingSelectedExit;
  const reports::Summary summary = reports::join(std::move(summaries));
  const Report report(summary, options.reference, command_of(folders, options.reference));
  if (options.write && (!options.output.empty() || folders.size() == 1))
    report.write_to(options.output.empty() ? folders.front() : fs::path(options.output));
  else if (options.write)
    notes << "nothing is written for several experiments; --output FOLDER writes report.html and "
             "the other formats there\n";
  const std::string text = report.text(format, options.colour);
  out << (is_for_people(format) && !options.colour ? inert(text) : text);
  return 0;
}

}  // namespace xner::cli
