// Special tokens written in raw text ("[SEP]"), found before anything else happens to it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/text/tokenizer.hpp"

namespace xner::text {

class AddedTokens {
 public:
  struct Match {
    std::size_t begin, end;  ///< bytes begin .. end - 1
    PieceId id;
  };

  void add(std::string content, PieceId id);

  /// The first match at or after byte `from`; the longest of those that begin there. Hugging Face's
  /// lstrip and rstrip need no work: they take white space only, which makes no pieces.
  [[nodiscard]] std::optional<Match> find(std::string_view text, std::size_t from) const;

 private:
  struct Token {
    std::string content;
    PieceId id;
  };
  std::vector<Token> tokens_;  // longest first
  std::string first_bytes_;
};

}  // namespace xner::text
