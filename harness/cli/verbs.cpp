// The one visible list of verbs.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"
#include "harness/cli/verb.hpp"

namespace xner::cli {
namespace {

constexpr Verb kVerbs[] = {
    {"run", "run an experiment and report it",
     "xner run toml/quickstart.toml seeds=1,2 \\\n"
     "           training.learning_rate=1e-3,5e-4 --only '*/bb/*'",
     declare_run},
    {"plan", "show what an experiment would do, and what sharing saves",
     "xner plan toml/quickstart.toml training.learning_rate=1e-3,5e-4", declare_plan},
    {"status", "show how far the sweeps are that run now", "xner status runs/quickstart",
     declare_status},
    {"train", "train one model without a file and save it",
     "xner train wu_dredze --encoder random-tiny --train train.conll \\\n"
     "           --dev dev.conll --save model max_steps=100",
     declare_train},
    {"predict", "label a column file with a saved model",
     "xner predict model --input test.conll --output labelled.conll", declare_predict},
    {"tokenize", "lines in, wordpieces out as JSON lines",
     "echo 'Ada Lovelace' | xner tokenize encoder-folder", declare_tokenize},
    {"score", "entity F1 of a prediction against gold",
     "xner score gold.conll predicted.conll --mode strict --scheme IOBES", declare_score},
    {"data", "list, check, count and export corpora", "xner data stats sample", declare_data},
    {"plugins", "show the plugins, and why one is refused", "xner plugins --format json",
     declare_plugins},
    {"list", "show methods, conditions, encoders or data sets", "xner list methods", declare_list},
    {"validate", "check all that a run needs without running", "xner validate toml/quickstart.toml",
     declare_validate},
    {"report", "rebuild the report of a run folder", "xner report runs/quickstart", declare_report},
    {"compare", "say what may be concluded from two methods' runs",
     "xner compare runs/uner mulda wu_dredze", declare_compare},
    {"gate", "hold F1 and speed to what they were, with an exit code for CI",
     "xner gate runs/quickstart --baseline main --margins gate.toml", declare_gate},
    {"baseline", "save, list, show and accept what runs are held to",
     "xner baseline save main runs/quickstart --why 'first release'", declare_baseline},
    {"bench", "measure a method's throughput on this machine",
     "xner bench wu_dredze --steps 30 --json speed.json", declare_bench},
    {"store", "show, check and clear what stages have made",
     "xner store gc --unused-for 30d --remove", declare_store},
    {"doctor", "check this machine and this build", "xner doctor", declare_doctor},
};

bool is_among(const std::string& word, const std::vector<std::string>& known) {
  return std::ranges::find(known, word) != known.end();
}

std::string refusal(const std::string& word, const std::vector<std::string>& known) {
  return fmt::format("expected {}, found '{}'", fmt::join(known, " or "), shortened(word));
}

template <typename Number>
CLI::Validator bounded(Number low, Number high) {
  const std::string bounds = fmt::format("{} to {}", low, high);
  const auto check = [low, high, bounds](const std::string& word) {
    Number value{};
    if (CLI::detail::lexical_cast(word, value) && value >= low && value <= high)
      return std::string();
    return fmt::format("expected {}, found '{}'", bounds, shortened(word));
  };
  return {check, bounds};
}

}  // namespace

CLI::Validator from_to(int low, int high) { return bounded(low, high); }
CLI::Validator from_to(double low, double high) { return bounded(low, high); }

CLI::Validator one_of(std::vector<std::string> known) {
  std::string description = fmt::format("{}", fmt::join(known, "|"));
  const auto check = [known = std::move(known)](const std::string& word) {
    return is_among(word, known) ? "" : refusal(word, known);
  };
  return {check, std::move(description)};
}

void check_choice(const char* option, const std::string& word,
                  const std::vector<std::string>& known) {
  if (is_among(word, known)) return;
  throw Error(ErrorKind::kUsage, fmt::format("{}: {}", option, refusal(word, known)), {},
              nearest_hint(word, known));
}

std::span<const Verb> verbs() { return kVerbs; }

}  // namespace xner::cli
