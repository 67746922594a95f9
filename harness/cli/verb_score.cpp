// `xner score`: the options of score.hpp.
#include <sstream>

#include "harness/cli/score.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"

namespace xner::cli {

Action declare_score(CLI::App& command) {
  const auto options = std::make_shared<ScoreOptions>();
  command
      .add_option("gold", options->gold,
                  "Gold column file; alone: its last two columns are gold and prediction")
      ->required();
  command.add_option("predicted", options->predicted,
                     "Column file whose last column is the prediction");
  command.add_option(
      "--mode", options->mode,
      "How entities are read: conlleval (the default), seqeval (as seqeval without a "
      "mode), strict (what the scheme does not allow is no entity)");
  command.add_option("--scheme", options->scheme,
                     "IOB1, IOB2, IOE1, IOE2, IOBES, BILOU, or auto, from the gold labels: refuse "
                     "other prefixes; strict counts by it (default: IOB2)");
  command.add_flag("--semeval", options->semeval,
                   "Also the four measures of SemEval'13: strict, exact, partial, type");
  command.add_option("--zero-division", options->zero_division,
                     "A value without a denominator: null (the default: none), 0 or 1");
  command.add_option("--format", options->format, "text, json or markdown");
  return [options] {
    std::ostringstream out, notes;
    const int code = run_score(*options, out, notes);
    write_log(notes.str());
    write_out(out.str());
    return code;
  };
}

}  // namespace xner::cli
