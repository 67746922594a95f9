// A tokenizer for tests of what comes after tokenisation: a word of n letters has n pieces; "-" has
// none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/text/tokenizer.hpp"

namespace xner::test {

class FakeTokenizer final : public text::Tokenizer {
 public:
  /// Piece ids count up over all words encoded so far, from 10.
  void encode_word(std::string_view word, std::vector<text::PieceId>& pieces) const override {
    if (word == "-") return;
    for (std::size_t i = 0; i < word.size(); ++i) pieces.push_back(next_++);
  }
  [[nodiscard]] text::TokenizedLine encode_line(std::string_view) const override { return {}; }
  [[nodiscard]] const std::string& piece(text::PieceId) const override { return name_; }
  [[nodiscard]] std::size_t vocabulary_size() const noexcept override { return 1000; }
  [[nodiscard]] text::PieceId start() const noexcept override { return 1; }
  [[nodiscard]] text::PieceId end() const noexcept override { return 2; }
  [[nodiscard]] text::PieceId padding() const noexcept override { return 0; }
  [[nodiscard]] text::PieceId unknown() const noexcept override { return 3; }

 private:
  mutable text::PieceId next_ = 10;
  std::string name_ = "piece";
};

}  // namespace xner::test
