// predictions/<split>.conll: word, gold label and predicted label of every word, as `xner score
// FILE` reads them.
#pragma once

#include <span>
#include <string>

namespace xner::record {

/// Views of one sentence; the three have equal length.
struct PredictedSentence {
  std::span<const std::string> words;
  std::span<const std::string> gold;
  std::span<const std::string> predicted;
};

/// "word TAB gold TAB predicted" a line, an empty line after each sentence. A word `#` is a word.
/// @throws Error{kData} if the lengths of a sentence differ, or if a word or label holds a tab or a
/// line break.
[[nodiscard]] std::string predictions_text(std::span<const PredictedSentence> sentences);

}  // namespace xner::record
