// `xner gate`: new runs against a baseline, this installation's speed against another's, new
// measurements against older ones; with an exit code for CI.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "harness/score/significance.hpp"
#include "reports/gate/gate.hpp"

namespace xner::cli {

struct GateOptions {
  std::string what{};  ///< runs/<experiment>; a file of measurements; with `against`, a method
  std::vector<std::string> settings{};  ///< "f1.margin=0.5", over the file of margins; with
                                        ///< `against`, also settings of `xner bench`
  std::string baseline{};               ///< a name, or a folder; of a file, a file
  std::string against{};                ///< another installation, or ""
  std::size_t pairs = 10;               ///< of measurements, with `against`
  int steps = 10;                       ///< of a training that is measured
  std::string encoder{};                ///< of what is measured, or "" for that of `xner bench`
  std::string baselines = "baselines";  ///< where names are looked up
  std::string margins{};                ///< TOML file, or ""
  double alpha = score::kAlpha;
  std::int64_t resamples = reports::GateSetting{}.resamples;
  std::string format = "text";         ///< text | json | markdown | github
  bool across_classes = false;         ///< runs of another numeric class may be judged, too
  std::string json{};                  ///< file, or ""
  std::string junit{};                 ///< file, or ""
  std::string summary{};               ///< file that Markdown is appended to, or ""
  std::vector<std::string> fail_on{};  ///< improvement, inconclusive
  bool colour = false;                 ///< `out` is a terminal and NO_COLOR is not set
};

/// What a verdict can be written as. Made when it is asked for.
struct GateForms {
  std::function<record::Json()> json;
  std::function<std::string()> junit;
  std::function<std::string()> markdown;
  std::function<std::string()> github;
  std::function<std::string()> terminal;
};

/// Files as the options say, and the format to `out`.
void write_verdict(const GateOptions& options, const GateForms& forms, std::ostream& out);

/// @throws Error{kUsage} naming the option, for a word that is none of its own.
void check_gate_words(const GateOptions& options);
[[nodiscard]] reports::FailOn fail_on(const GateOptions& options);
/// The file of margins, and over it those settings that begin with one of their tables.
[[nodiscard]] reports::Margins margins_of(const GateOptions& options,
                                          const reports::KnownNames& known);
/// The other settings.
[[nodiscard]] std::vector<std::string> bench_settings(const GateOptions& options);

/// F1 of runs.
/// @return 0 pass, 1 a run failed or is missing, 3 regression, 4 improvement and 6 inconclusive
/// where asked for, 5 if the folder holds no run.
/// @throws Error{kUsage} for an unknown baseline, format or name, and for what is wrong with the
/// margins; Error{kData} for test sets or numeric classes that differ; Error{kIo}.
[[nodiscard]] int run_gate(const GateOptions& options, std::ostream& out, std::ostream& notes);

/// The folder of a baseline: <baselines>/<name>, else the folder that was typed.
/// @throws Error{kUsage} with the nearest name if there is none.
[[nodiscard]] std::string baseline_folder(const std::string& name_or_folder,
                                          const std::string& baselines);

}  // namespace xner::cli
