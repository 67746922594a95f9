// What the command line is made of: a verb is a name, a line of help, an example, and a function
// that declares its options and returns what to do. The list of all verbs is verbs.cpp.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace xner::cli {

/// Exit code of a verb that is left with nothing: no run selected, no experiment found.
inline constexpr int kNothingSelectedExit = 5;

/// Runs after parsing; returns the exit code. Owns the variables that the options were bound to.
using Action = std::function<int()>;

struct Verb {
  const char* name;
  const char* summary;
  const char* example;  ///< a command line that works, shown by --help
  /// Adds the options and returns the action. Must be cheap: no files, no plugins.
  Action (*declare)(CLI::App& command);
};

/// @throws Error{kUsage} naming the option, what it knows and the nearest of it, unless `word` is
/// one of `known`.
void check_choice(const char* option, const std::string& word,
                  const std::vector<std::string>& known);

/// For an option's values: "--pairs: expected 1 to 60, found 'x'", and the bounds in --help.
[[nodiscard]] CLI::Validator from_to(int low, int high);
[[nodiscard]] CLI::Validator from_to(double low, double high);
/// The same for words: "--format: expected text or json, found 'xml'".
[[nodiscard]] CLI::Validator one_of(std::vector<std::string> known);

/// Every verb, in the order of `xner --help`.
[[nodiscard]] std::span<const Verb> verbs();

Action declare_run(CLI::App& command);
Action declare_plan(CLI::App& command);
Action declare_status(CLI::App& command);
Action declare_train(CLI::App& command);
Action declare_predict(CLI::App& command);
Action declare_tokenize(CLI::App& command);
Action declare_score(CLI::App& command);
Action declare_data(CLI::App& command);
Action declare_plugins(CLI::App& command);
Action declare_list(CLI::App& command);
Action declare_validate(CLI::App& command);
Action declare_report(CLI::App& command);
Action declare_compare(CLI::App& command);
Action declare_gate(CLI::App& command);
Action declare_baseline(CLI::App& command);
Action declare_bench(CLI::App& command);
Action declare_doctor(CLI::App& command);
Action declare_store(CLI::App& command);

}  // namespace xner::cli
