// See translator.hpp.
#include "plugins/mulda/translator.hpp"

#include <cstdlib>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/json.hpp"
#include "harness/base/process.hpp"
#include "harness/base/utf8.hpp"

namespace mulda {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr const char* kHint = "plugins/mulda/README.md has the protocol and an example";

[[noreturn]] void fail(const fs::path& program, const std::string& message) {
  throw xner::Error(xner::ErrorKind::kStage, "translator: " + message,
                    xner::Place{program.string()}, kHint);
}

/// What decides a translation, as a file name.
std::string identity(const TranslatorSetting& setting) {
  const json all{{"program", xner::sha256_file(setting.program)},
                 {"arguments", setting.arguments},
                 {"source", setting.source},
                 {"target", setting.target}};
  return xner::sha256(all.dump());
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string why_it_ended(const xner::ProcessOutcome& outcome) {
  const std::string how = outcome.end == xner::ProcessEnd::kSignalled
                              ? xner::signal_text(outcome.signal)
                              : fmt::format("exit code {}", outcome.exit_code);
  constexpr std::size_t kShown = 2000;
  std::string log = outcome.log_tail;
  if (log.size() > kShown) log = "..." + log.substr(log.size() - kShown);
  return log.empty() ? how : how + ", its last words: " + xner::printable(log);
}

}  // namespace

fs::path translation_cache() {
  if (const char* named = std::getenv("XNER_TRANSLATIONS")) return named;
  if (const std::string cache = variable("XDG_CACHE_HOME"); !cache.empty())
    return fs::path(cache) / "xner" / "translations";
  const std::string home = variable("HOME");
  return home.empty() ? fs::path() : fs::path(home) / ".cache" / "xner" / "translations";
}

Translator::Translator(TranslatorSetting setting, Report report)
    : setting_(std::move(setting)), report_(std::move(report)) {
  const std::string name = identity(setting_) + ".jsonl";
  if (setting_.cache.empty()) return;
  xner::make_folders(setting_.cache);
  file_ = setting_.cache / name;
  if (!fs::exists(file_)) return;
  std::istringstream lines(xner::read_file(file_));
  for (std::string line; std::getline(lines, line);) {
    // A line that a kill cut short is asked for again.
    const json object = xner::parse_json(line);
    if (!object.is_object() || !object.contains("text") || !object.contains("translation"))
      continue;
    if (object["text"].is_string() && object["translation"].is_string())
      known_[object["text"]] = object["translation"];
  }
}

std::vector<std::string> Translator::translate(std::span<const std::string> texts) {
  const std::set<std::string> different(texts.begin(), texts.end());
  std::vector<std::string> missing;
  for (const std::string& text : different)
    if (!known_.contains(text)) missing.push_back(text);
  asked_ += different.size();
  if (!missing.empty()) ask(missing);
  std::vector<std::string> translations;
  for (const std::string& text : texts) translations.push_back(known_.at(text));
  return translations;
}

void Translator::remember(const std::string& text, const std::string& translation) {
  known_[text] = translation;
  if (!file_.empty())
    xner::append_line(file_, json{{"text", text}, {"translation", translation}}.dump());
}

void Translator::ask(const std::vector<std::string>& texts) {
  std::string input;
  for (std::size_t id = 0; id < texts.size(); ++id)
    input += json{{"id", id},
                  {"text", texts[id]},
                  {"source", setting_.source},
                  {"target", setting_.target}}
                 .dump() +
             "\n";
  std::vector<bool> answered(texts.size(), false);
  std::size_t done = 0;
  const auto take = [&](std::string_view line) {
    const auto wrong = [&](const std::string& what) {
      fail(setting_.program,
           fmt::format("expected {}, found the line '{}'", what, xner::shortened(line)));
    };
    const json answer = xner::find_invalid_utf8(line) ? json() : xner::parse_json(line);
    if (!answer.is_object() || !answer.contains("id") || !answer.contains("text") ||
        !answer["id"].is_number_unsigned() || !answer["text"].is_string())
      wrong("one object with \"id\" and \"text\" a line of its standard output");
    const auto id = answer["id"].get<std::size_t>();
    if (id >= texts.size()) wrong(fmt::format("an id below {}", texts.size()));
    if (answered[id]) wrong("each id once");
    answered[id] = true;
    remember(texts[id], answer["text"]);
    report_(++done, texts.size());
  };
  // Standard output is the channel that the harness reads line by line; standard error is the log.
  xner::ProcessCommand command;
  command.arguments = {"/bin/sh", "-c", "exec \"$@\" >&3 3>&-", "translator",
                       setting_.program.string()};
  command.arguments.insert(command.arguments.end(), setting_.arguments.begin(),
                           setting_.arguments.end());
  command.input = std::move(input);
  sent_ += texts.size();
  report_(0, texts.size());
  const xner::ProcessOutcome outcome = xner::run_process(command, {}, take);
  if (outcome.end != xner::ProcessEnd::kExited || outcome.exit_code != 0)
    fail(setting_.program, fmt::format("the program failed: {}", why_it_ended(outcome)));
  for (std::size_t id = 0; id < texts.size(); ++id)
    if (!answered[id])
      fail(setting_.program,
           fmt::format("expected an answer to each of {} texts, found {}; the first without one is "
                       "'{}'",
                       texts.size(), done, xner::shortened(texts[id])));
}

}  // namespace mulda
