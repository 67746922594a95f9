// Running text into words, for text that comes from a translator.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mulda {

enum class Tokenise {
  kSpaces,      ///< at blanks alone: the text is tokenised already
  kWords,       ///< punctuation at a word's edges is a word (a run of one character is one word);
                ///< inside a word it stays, but for brackets, quotation marks, and a comma or colon
                ///< that is not between digits. Abbreviations ("U.S.", "J.") keep their full stop
  kCharacters,  ///< the same, and every character of Chinese, Japanese and Thai is a word
};

/// "spaces", "words", "characters".
[[nodiscard]] std::optional<Tokenise> tokenise_from_name(std::string_view name) noexcept;
/// What a language is written like: kCharacters for zh, ja and th, else kWords.
[[nodiscard]] Tokenise tokenise_of_language(std::string_view language) noexcept;

/// @pre valid UTF-8. The words joined, without blanks, are the text without its white space.
[[nodiscard]] std::vector<std::string> tokenise(std::string_view text, Tokenise rule);

}  // namespace mulda
