// WordPiece as its definition says it: substrings, a standard map, the longest first. The measure
// of the fast one.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/text/tokenizer.hpp"
#include "harness/text/word_splitter.hpp"

namespace xner::test {

class NaiveWordPiece {
 public:
  NaiveWordPiece(const std::vector<std::string>& pieces, const text::NormalizerSettings& settings)
      : NaiveWordPiece(pieces, text::WordSplitter(settings)) {}
  NaiveWordPiece(const std::vector<std::string>& pieces, text::WordSplitter splitter)
      : splitter_(std::move(splitter)) {
    for (std::size_t i = 0; i < pieces.size(); ++i)
      ids_.emplace(pieces[i], static_cast<text::PieceId>(i));
  }

  /// Special tokens in the text are not recognised.
  [[nodiscard]] std::vector<text::PieceId> encode(std::string_view line) const {
    std::vector<text::PieceId> ids;
    text::NormalizedWord word;
    for (std::size_t at = 0; splitter_.next(line, at, word);) {
      const auto pieces = match(std::string(word.text()), word.characters());
      ids.insert(ids.end(), pieces.begin(), pieces.end());
    }
    return ids;
  }

 private:
  [[nodiscard]] std::vector<text::PieceId> match(const std::string& word,
                                                 std::size_t characters) const {
    std::vector<text::PieceId> ids;
    std::size_t begin = 0;
    while (characters <= 100 && begin < word.size()) {
      std::size_t end = word.size();
      for (; end > begin; --end) {
        const auto found = ids_.find((begin > 0 ? "##" : "") + word.substr(begin, end - begin));
        if (found == ids_.end()) continue;
        ids.push_back(found->second);
        break;
      }
      if (end == begin) break;
      begin = end;
    }
    if (begin < word.size()) return {ids_.at("[UNK]")};
    return ids;
  }

  text::WordSplitter splitter_;
  std::unordered_map<std::string, text::PieceId> ids_;
};

}  // namespace xner::test
