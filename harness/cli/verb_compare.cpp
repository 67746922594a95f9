// `xner compare`: the options of compare.hpp.
#include <sstream>

#include "harness/cli/compare.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"

namespace xner::cli {

Action declare_compare(CLI::App& command) {
  const auto options = std::make_shared<CompareOptions>();
  command
      .add_option("what", options->what,
                  "FOLDER A B: two methods (or method/variant) of runs/<experiment>. A B: two "
                  "folders with runs of one method each, at any depth. With --gold, A B: two "
                  "prediction files")
      ->required()
      ->expected(2, 3);
  command.add_option("--gold", options->gold, "Gold column file of two prediction files");
  command.add_option("--format", options->format, "text, markdown or json");
  command.add_option("--alpha", options->alpha,
                     "Level of the tests; intervals hold 1 - alpha (default: 0.05)");
  command.add_option("--resamples", options->resamples,
                     "Of bootstrap and randomization (default: 10000)");
  command.add_option("--seed", options->seed, "Of the resamples (default: 1)");
  command.add_flag("--pair-seeds", options->pair_seeds,
                   "Also a paired t test over seeds: only where equal seeds gave both sides equal "
                   "initial weights and data order");
  command.add_flag("--buckets", options->buckets,
                   "Also F1 by type, length of entity and sentence, seen or unseen surface, and "
                   "fragmentation");
  command.add_option("--sentences", options->sentences,
                     "Also so many sentences in which the two differ most, with gold and both "
                     "predictions (default: 0)");
  return [options] {
    options->colour = is_lively(stdout);
    std::ostringstream out, notes;
    const int code = run_compare(*options, out, notes);
    write_log(notes.str());
    write_out(out.str());
    return code;
  };
}

}  // namespace xner::cli
