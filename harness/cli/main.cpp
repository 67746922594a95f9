// xner: finds the verb, parses its options, runs it, and turns what is thrown into a message and an
// exit code. Nothing heavy happens before parsing.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "harness/base/nearest.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/verb.hpp"
#include "harness/record/environment.hpp"

namespace xner::cli {
namespace {

constexpr std::size_t kHelpWidth = 80;
constexpr std::size_t kHelpColumn = 32;  // where explanations of options begin

std::string overview() {
  std::string text =
      "xner trains cross-lingual NER methods, each one a plugin, under identical\n"
      "conditions, and reports what each is worth.\n\nusage: xner VERB [options]\n\n";
  for (const auto& verb : verbs()) text += fmt::format("  {:<9} {}\n", verb.name, verb.summary);
  text +=
      "\n  --help, --version; `xner VERB --help` explains a verb.\n\n"
      "example: xner run toml/quickstart.toml seeds=1,2\n";
  return text;
}

[[noreturn]] void refuse_usage(const std::string& message, const std::string& hint) {
  throw Error(ErrorKind::kUsage, message, Place{"command line"}, hint);
}

const Verb& find_verb(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& verb : verbs()) {
    if (name == verb.name) return verb;
    names.emplace_back(verb.name);
  }
  refuse_usage(fmt::format("unknown verb '{}'", name), nearest_hint(name, names));
}

/// CLI11 is told to leave unknown options alone, so that the message can name the nearest one.
void refuse_leftovers(const CLI::App& command) {
  for (const auto& word : command.remaining()) {
    if (word.size() < 2 || word.front() != '-')
      refuse_usage(fmt::format("unexpected argument '{}'", word),
                   fmt::format("`xner {} --help` shows what it takes", command.get_name()));
    const std::string name = word.substr(0, word.find('='));
    std::vector<std::string> known;
    for (const auto* option : command.get_options())
      for (const auto& long_name : option->get_lnames()) known.push_back("--" + long_name);
    refuse_usage(fmt::format("unknown option '{}' of `xner {}`", name, command.get_name()),
                 nearest_hint(name, known));
  }
}

/// CLI11's message does not say what an option is for.
void refuse_missing(const CLI::App& command) {
  for (const auto* option : command.get_options())
    if (option->get_required() && option->count() == 0)
      refuse_usage(fmt::format("`xner {}`: expected the argument '{}', found none",
                               command.get_name(), option->get_single_name()),
                   option->get_description());
}

/// Lines of at most 80 columns: what is longer goes on below where the explanations begin.
std::string wrapped_help(const std::string& help) {
  std::string out;
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) {
    while (line.size() > kHelpWidth) {
      const auto blank = line.rfind(' ', kHelpWidth);
      if (blank == line.npos || blank <= kHelpColumn) break;
      out += line.substr(0, blank) + "\n";
      line = std::string(kHelpColumn, ' ') + line.substr(blank + 1);
    }
    out += line + "\n";
  }
  return out;
}

bool asks_help(const std::vector<std::string>& words) {
  for (const auto& word : words) {
    if (word == "--") return false;
    if (word == "--help" || word == "-h") return true;
  }
  return false;
}

int run_verb(const Verb& verb, std::vector<std::string> words) {
  CLI::App command(verb.summary, verb.name);
  command.allow_extras();
  command.set_help_flag("-h,--help", "Print this help and exit");
  command.get_formatter()->column_width(kHelpColumn);
  command.footer(fmt::format("\nexample: {}", verb.example));
  const Action action = verb.declare(command);
  command.name(fmt::format("{}", verb.name));
  if (asks_help(words)) {
    std::string help = command.help();
    if (const auto at = help.find("Usage: "); at != help.npos) help.insert(at + 7, "xner ");
    write_out(wrapped_help(help) + "\n");
    return 0;
  }
  std::reverse(words.begin(), words.end());  // CLI11 takes a vector from its back
  try {
    command.parse(std::move(words));
  } catch (const CLI::RequiredError&) {
    refuse_leftovers(command);
    refuse_missing(command);
    throw;
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string message = error.what();  // "--pairs: 1 required TEXT missing"
    const auto end = message.find(": ");
    if (end == message.npos) throw;
    refuse_usage(fmt::format("{}: expected a value, found none", message.substr(0, end)),
                 fmt::format("`xner {} --help` has an example", command.get_name()));
  }
  refuse_leftovers(command);
  return action();
}

int dispatch(const std::vector<std::string>& words) {
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    if (words.size() == 2 && words[0] == "help") return run_verb(find_verb(words[1]), {"--help"});
    write_out(overview());
    return words.empty() ? 2 : 0;
  }
  if (words[0] == "--version") {
    write_out(fmt::format("xner {}\n", record::xner_version()));
    return 0;
  }
  if (words[0].front() == '-')
    refuse_usage(fmt::format("unknown option '{}'", words[0]),
                 nearest_hint(words[0], std::vector<std::string>{"--help", "--version"}));
  return run_verb(find_verb(words[0]), {words.begin() + 1, words.end()});
}

int report(const Error& error) {
  write_display(error_text(error, is_lively(stderr)));
  return exit_code(error.kind());
}

}  // namespace
}  // namespace xner::cli

int main(int argc, char** argv) {
  using namespace xner;
  try {
    const int code = cli::dispatch({argv + 1, argv + argc});
    cli::flush_out();
    return code;
  } catch (const Error& error) {
    return cli::report(error);
  } catch (const CLI::ParseError& error) {
    return cli::report(Error(ErrorKind::kUsage, error.what(), Place{"command line"},
                             "add --help to see the options"));
  } catch (const std::filesystem::filesystem_error& error) {
    return cli::report(
        Error(ErrorKind::kIo, error.code().message(), Place{error.path1().string()}));
  } catch (const std::exception& error) {
    return cli::report(Error(ErrorKind::kInternal, error.what(), {},
                             "this is a defect of xner: please report it"));
  }
}
