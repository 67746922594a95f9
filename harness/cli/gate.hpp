// `xner gate RUNS --baseline NAME`: new runs against a baseline, with an exit code for CI.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "harness/score/significance.hpp"

namespace xner::cli {

struct GateOptions {
  std::string runs{};                   ///< runs/<experiment>
  std::vector<std::string> settings{};  ///< "f1.margin=0.5", over the file of margins
  std::string baseline{};               ///< a name, or a folder
  std::string baselines = "baselines";  ///< where names are looked up
  std::string margins{};                ///< TOML file, or ""
  double alpha = score::kAlpha;
  std::int64_t resamples = 2000;
  std::string format = "text";         ///< text | json | markdown | github
  bool across_classes = false;         ///< runs of another numeric class may be judged, too
  std::string json{};                  ///< file, or ""
  std::string junit{};                 ///< file, or ""
  std::string summary{};               ///< file that Markdown is appended to, or ""
  std::vector<std::string> fail_on{};  ///< improvement, inconclusive
  bool colour = false;                 ///< `out` is a terminal and NO_COLOR is not set
};

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
