// `xner gate RUNS`: the options of gate.hpp.
#include <sstream>

#include "harness/cli/gate.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"

namespace xner::cli {

Action declare_gate(CLI::App& command) {
  const auto options = std::make_shared<GateOptions>();
  command.add_option("runs", options->runs, "The new runs: runs/<experiment>")->required();
  command
      .add_option("settings", options->settings,
                  "Margins, e.g. f1.margin=0.5 f1.targets.de.margin=2")
      ->type_name("KEY=VALUE");
  command
      .add_option("--baseline", options->baseline, "A name, see `xner baseline list`, or a folder")
      ->required();
  command.add_option("--baselines", options->baselines, "Folder that names are looked up in")
      ->capture_default_str();
  command.add_option("--margins", options->margins,
                     "TOML: [f1] margin = 1.0 points, [f1.targets.de], [f1.methods.mulda]");
  command.add_option("--alpha", options->alpha, "Level of each test")
      ->check(CLI::Range(1e-6, 0.5))
      ->capture_default_str();
  command.add_option("--resamples", options->resamples, "Bootstrap samples of the test sentences")
      ->check(CLI::Range(100, 1000000))
      ->capture_default_str();
  command.add_option("--format", options->format,
                     "What is printed: text, json, markdown or github");
  command.add_flag("--across-classes", options->across_classes,
                   "Judge runs of another device, precision or LibTorch, too");
  command.add_option("--json", options->json, "File for JSON");
  command.add_option("--junit", options->junit, "File for JUnit XML");
  command.add_option("--summary", options->summary,
                     "File that Markdown is appended to: $GITHUB_STEP_SUMMARY");
  command.add_option("--fail-on", options->fail_on, "improvement (exit 4), inconclusive (exit 6)")
      ->delimiter(',');
  return [options] {
    options->colour = is_lively(stdout);
    std::ostringstream out, notes;
    const int code = run_gate(*options, out, notes);
    write_log(notes.str());
    // Annotations have to stay commands, and colours are for a terminal alone: neither has data in
    // it that could be one.
    const bool commands = options->format == "github" || options->format == "json";
    commands || options->colour ? write_out(out.str()) : write_text(out.str());
    return code;
  };
}

}  // namespace xner::cli
