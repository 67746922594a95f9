// `xner gate`: the options of gate.hpp, and which of its three kinds is meant.
#include <filesystem>
#include <sstream>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"
#include "harness/cli/gate.hpp"
#include "harness/cli/interrupt.hpp"
#include "harness/cli/speed_gate.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"

namespace xner::cli {
namespace fs = std::filesystem;
namespace {

/// Whether files are judged, else folders of runs: both sides have to be of one kind.
bool are_measurements(const GateOptions& options) {
  const auto refuse = [](const std::string& message, const std::string& hint) {
    throw Error(ErrorKind::kUsage, message, Place{"command line"}, hint);
  };
  const bool file = fs::is_regular_file(options.what);
  if (!file && !fs::is_directory(options.what))
    refuse(fmt::format("expected a folder of runs or a file of `xner bench --json`, found neither "
                       "at {}",
                       shortened(options.what)),
           "a method is judged with --against PREFIX");
  if (file && !fs::is_regular_file(options.baseline))
    refuse(
        fmt::format("--baseline: expected a file of measurements, as {} is one, found none at {}",
                    shortened(options.what), shortened(options.baseline)),
        "what `xner bench --json` wrote before the change");
  if (!file && options.baseline.ends_with(".json") && fs::is_regular_file(options.baseline))
    refuse(fmt::format("--baseline: expected a name or a folder of runs, as {} is one, found the "
                       "file {}",
                       shortened(options.what), shortened(options.baseline)),
           "`xner baseline list` says the names");
  return file;
}

int run(const GateOptions& options, std::ostream& out, std::ostream& notes) {
  if (options.baseline.empty() == options.against.empty())
    throw Error(ErrorKind::kUsage, "expected one of --baseline and --against", {},
                "--baseline NAME for F1 of runs, --against PREFIX for the speed of a method");
  if (options.against.empty())
    return are_measurements(options) ? run_gate_of_files(options, out, notes)
                                     : run_gate(options, out, notes);
  const Interrupt interrupt;
  return run_gate_in_turns(
      options, interrupt.token(),
      [&](std::size_t pair) {
        write_log(fmt::format("measured {} of {} pairs\n", pair, options.pairs));
      },
      out);
}

/// Of the gate in turns, where two installations measure.
void add_turns(CLI::App& command, GateOptions& options) {
  auto* const against =
      command.add_option("--against", options.against,
                         "Folder with another installation's bin/xner: both are measured in turns");
  command.add_option("--pairs", options.pairs, "Of measurements, with --against")
      ->needs(against)
      ->check(from_to(1, static_cast<int>(score::kMostRanked)))
      ->capture_default_str();
  command
      .add_option("--steps", options.steps,
                  "With --against: optimiser steps of a training that is measured")
      ->needs(against)
      ->check(from_to(1, 1000000))
      ->capture_default_str();
  command.add_option("--encoder", options.encoder, "With --against, as for `xner bench`")
      ->needs(against);
}

int run_and_print(GateOptions& options) {
  options.colour = is_lively(stdout);
  std::ostringstream out, notes;
  const auto print = [&] {
    write_log(notes.str());
    // Annotations have to stay commands, and colours are for a terminal alone: neither has data
    // in it that could be one.
    const bool commands = options.format == "github" || options.format == "json";
    commands || options.colour ? write_out(out.str()) : write_text(out.str());
  };
  try {
    const int code = run(options, out, notes);
    print();
    return code;
  } catch (const Error&) {
    print();  // a verdict that was reached is said, even if its files cannot be written
    throw;
  }
}

}  // namespace

Action declare_gate(CLI::App& command) {
  const auto options = std::make_shared<GateOptions>();
  command
      .add_option("what", options->what,
                  "The new runs: runs/<experiment>. With --against: a method, see `xner list "
                  "methods`. Or a file: what `xner bench --json` wrote")
      ->required();
  command
      .add_option("settings", options->settings,
                  "Margins, e.g. f1.margin=0.5 f1.targets.de.margin=2 time.margin=20; with "
                  "--against, settings of `xner bench`, too")
      ->type_name("KEY=VALUE");
  command.add_option("--baseline", options->baseline,
                     "A name, see `xner baseline list`, or a folder; of a file, a file");
  add_turns(command, *options);
  command
      .add_option("--baselines", options->baselines, "Of runs: folder that names are looked up in")
      ->capture_default_str();
  command.add_option("--margins", options->margins,
                     "TOML: [f1] margin = 1.0 points, [f1.targets.de], [f1.methods.mulda], [time] "
                     "margin = 10 percent, [instructions] margin = 1 percent");
  command.add_option("--alpha", options->alpha, "Level of each test")
      ->check(from_to(1e-6, 0.5))
      ->capture_default_str();
  command
      .add_option("--resamples", options->resamples,
                  "Of runs: bootstrap samples of the test sentences")
      ->check(from_to(100, 1000000))
      ->capture_default_str();
  command.add_option("--format", options->format,
                     "What is printed: text, json, markdown or github");
  command.add_flag("--across-classes", options->across_classes,
                   "Of runs: also of another device, precision or LibTorch");
  command.add_option("--json", options->json, "File for JSON");
  command.add_option("--junit", options->junit, "File for JUnit XML");
  command.add_option("--summary", options->summary,
                     "File that Markdown is appended to: $GITHUB_STEP_SUMMARY");
  command.add_option("--fail-on", options->fail_on, "improvement (exit 4), inconclusive (exit 6)")
      ->delimiter(',');
  return [options] { return run_and_print(*options); };
}

}  // namespace xner::cli
