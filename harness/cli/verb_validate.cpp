// `xner validate FILE`: everything that `run` checks before its first stage, and nothing more.
#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/cli/experiment_options.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"

namespace xner::cli {

Action declare_validate(CLI::App& command) {
  const auto options = std::make_shared<ExperimentOptions>();
  const auto show = std::make_shared<bool>(false);
  add_experiment_options(command, *options);
  command.add_flag("--show", *show, "Print the complete experiment, defaults written out, as TOML");
  return [options, show] {
    const TemporaryFolder work;
    const flow::Suite suite = prepare_suite(*options, {{}, work.path()});
    if (!*show) {
      write_text(fmt::format("{}: valid; runs: {}, stages: {}\n", options->file,
                             suite.plan.runs.size(), suite.plan.stages.size()));
      return 0;
    }
    for (const flow::Prepared& part : suite.parts) {
      if (suite.parts.size() > 1) write_out(fmt::format("# part of {}\n", options->file));
      write_out(config::to_toml(part.experiment));
    }
    return 0;
  };
}

}  // namespace xner::cli
