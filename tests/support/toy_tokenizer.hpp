// A tokenizer without files for the tests of harness/nn: of the vocabulary of support::tiny_model.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/text/tokenizer.hpp"
#include "tests/support/nn_samples.hpp"

namespace xner::support {

/// One to three pieces a word, by its text; "~" has none.
class ToyTokenizer final : public text::Tokenizer {
 public:
  void encode_word(std::string_view word, std::vector<text::PieceId>& pieces) const override {
    if (word == "~") return;
    const std::size_t hash = std::hash<std::string_view>{}(word);
    for (std::size_t i = 0; i < 1 + hash % 3; ++i)
      pieces.push_back(static_cast<text::PieceId>(4 + (hash / 7 + i * 5) % 36));
  }
  [[nodiscard]] text::TokenizedLine encode_line(std::string_view) const override { return {}; }
  [[nodiscard]] const std::string& piece(text::PieceId) const override { return piece_; }
  [[nodiscard]] std::size_t vocabulary_size() const noexcept override { return 40; }
  [[nodiscard]] text::PieceId start() const noexcept override { return kStart; }
  [[nodiscard]] text::PieceId end() const noexcept override { return kEnd; }
  [[nodiscard]] text::PieceId padding() const noexcept override { return 0; }
  [[nodiscard]] text::PieceId unknown() const noexcept override { return 1; }

 private:
  std::string piece_;
};

}  // namespace xner::support
