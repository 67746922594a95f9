// See tokenise.hpp.
#include "plugins/mulda/tokenise.hpp"

#include <algorithm>

#include "harness/text/white_space.hpp"
#include "plugins/mulda/letters.hpp"

namespace mulda {
namespace {

using Points = std::u32string_view;

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

/// Splits a word wherever it stands.
bool always_splits(char32_t c) {
  constexpr Points kBrackets = U"()[]{}<>\"«»„“”‹›「」『』《》【】［］（）。、！？；，：";
  return kBrackets.find(c) != Points::npos || c == U';' || c == U'!' || c == U'?' || c == 0xBF ||
         c == 0xA1;
}

/// Whether the full stop at the end belongs to the word: "U.S.", "J.".
bool is_abbreviation(Points word) {
  if (word.size() < 2 || word.back() != U'.') return false;
  const Points body = word.substr(0, word.size() - 1);
  if (body.back() == U'.') return false;  // an ellipsis
  const bool initial = body.size() == 1 && lower_case(body[0]) != body[0];
  return initial ||
         (body.find(U'.') != Points::npos && !std::all_of(body.begin(), body.end(), [](char32_t c) {
            return is_digit(c) || is_punctuation(c);
          }));
}

class Splitter {
 public:
  Splitter(Tokenise rule, std::vector<std::string>& words) : rule_(rule), words_(words) {}

  /// One stretch without white space.
  void split(Points chunk) {
    while (!chunk.empty() && is_punctuation(chunk.front())) chunk.remove_prefix(take_run(chunk));
    std::size_t end = chunk.size();
    while (end > 0 && is_punctuation(chunk[end - 1]) && !is_abbreviation(chunk.substr(0, end)))
      --end;
    inside(chunk.substr(0, end));
    for (Points tail = chunk.substr(end); !tail.empty();) tail.remove_prefix(take_run(tail));
  }

 private:
  /// The characters at the front that are equal, as a word. @returns how many.
  std::size_t take_run(Points points) {
    const std::size_t size = std::min(points.find_first_not_of(points.front()), points.size());
    add(points.substr(0, size));
    return size;
  }

  void inside(Points word) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < word.size(); ++i) {
      const char32_t c = word[i];
      const bool between_digits =
          i > 0 && i + 1 < word.size() && is_digit(word[i - 1]) && is_digit(word[i + 1]);
      const bool alone = always_splits(c) || ((c == U',' || c == U':') && !between_digits) ||
                         (rule_ == Tokenise::kCharacters && is_unspaced(c));
      if (!alone) continue;
      add(word.substr(begin, i - begin));
      add(word.substr(i, 1));
      begin = i + 1;
    }
    add(word.substr(begin));
  }

  void add(Points word) {
    if (!word.empty()) words_.push_back(utf8(word));
  }

  Tokenise rule_;
  std::vector<std::string>& words_;
};

}  // namespace

std::optional<Tokenise> tokenise_from_name(std::string_view name) noexcept {
  if (name == "spaces") return Tokenise::kSpaces;
  if (name == "words") return Tokenise::kWords;
  if (name == "characters") return Tokenise::kCharacters;
  return std::nullopt;
}

Tokenise tokenise_of_language(std::string_view language) noexcept {
  return language == "zh" || language == "ja" || language == "th" ? Tokenise::kCharacters
                                                                  : Tokenise::kWords;
}

std::vector<std::string> tokenise(std::string_view text, Tokenise rule) {
  std::vector<std::string> words;
  Splitter splitter(rule, words);
  const std::u32string points = code_points(text);
  for (std::size_t at = 0; at < points.size();) {
    if (xner::text::is_white_space(points[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < points.size() && !xner::text::is_white_space(points[end])) ++end;
    const Points chunk = Points(points).substr(at, end - at);
    if (rule == Tokenise::kSpaces)
      words.push_back(utf8(chunk));
    else
      splitter.split(chunk);
    at = end;
  }
  return words;
}

}  // namespace mulda
