// A live translator: any program that reads JSON lines and writes JSON lines. A batch in, a batch
// out, and what was said once is not asked again.
//
// The program gets on standard input, one object a line and all at once,
//   {"id": 0, "text": "PER0 went to LOC1 .", "source": "en", "target": "de"}
// and writes on standard output, in any order, flushing each line,
//   {"id": 0, "text": "PER0 fuhr nach LOC1."}
// every id once; "" says that it has no translation. It ends with status 0 when its input ends.
// Standard error is its log. It may batch, sort and cache as it likes.
// plugins/mulda/translator_example.py shows how a system of one's own is wrapped.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace mulda {

struct TranslatorSetting {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::string source;  ///< language codes, as the program gets them
  std::string target;
  std::filesystem::path cache;  ///< a folder; "": nothing is remembered
};

/// The folder that $XNER_TRANSLATIONS names (empty: none), else xner/translations in the user's
/// cache folder ($XDG_CACHE_HOME, ~/.cache); "" where there is no such folder.
[[nodiscard]] std::filesystem::path translation_cache();

class Translator {
 public:
  /// Called for every line that arrives; what it throws ends the program and is passed on.
  using Report = std::function<void(std::size_t done, std::size_t total)>;

  /// Reads what is remembered of this translator: of the same program's bytes, arguments and
  /// languages. @throws xner::Error{kIo}.
  Translator(TranslatorSetting setting, Report report);

  /// A translation of each text. Equal texts are asked for once; the program is started only if
  /// something is not remembered.
  /// @throws xner::Error{kStage} with the end of its log, if the program fails, leaves out an id,
  /// or writes what is no answer.
  [[nodiscard]] std::vector<std::string> translate(std::span<const std::string> texts);

  [[nodiscard]] std::size_t asked() const noexcept { return asked_; }  ///< different texts
  [[nodiscard]] std::size_t sent() const noexcept { return sent_; }    ///< of those to the program

 private:
  void ask(const std::vector<std::string>& texts);
  void remember(const std::string& text, const std::string& translation);

  TranslatorSetting setting_;
  Report report_;
  std::filesystem::path file_;  // of the cache: a JSON object a line, appended to
  std::unordered_map<std::string, std::string> known_;  // by text
  std::size_t asked_ = 0, sent_ = 0;
};

}  // namespace mulda
