// WordPiece as BERT uses it (Schuster and Nakajima 2012; greedy longest match from the left, Wu et
// al. 2016).
#pragma once

#include <string>
#include <vector>

#include "harness/text/added_tokens.hpp"
#include "harness/text/piece_map.hpp"
#include "harness/text/tokenizer.hpp"
#include "harness/text/word_splitter.hpp"
#include "harness/text/wordpiece_files.hpp"

namespace xner::text {

class WordPieceTokenizer final : public Tokenizer {
 public:
  /// @throws Error{kData} with file and line: a piece given twice, a special token missing, an
  /// added token whose id belongs to another piece.
  explicit WordPieceTokenizer(WordPieceFiles files);

  void encode_word(std::string_view word, std::vector<PieceId>& pieces) const override;
  [[nodiscard]] TokenizedLine encode_line(std::string_view line) const override;
  [[nodiscard]] TokenizedLine encode_words(std::span<const std::string_view> words) const override;

  [[nodiscard]] const std::string& piece(PieceId id) const override;
  [[nodiscard]] std::size_t vocabulary_size() const noexcept override { return pieces_.size(); }
  [[nodiscard]] PieceId start() const noexcept override { return start_; }
  [[nodiscard]] PieceId end() const noexcept override { return end_; }
  [[nodiscard]] PieceId padding() const noexcept override { return padding_; }
  [[nodiscard]] PieceId unknown() const noexcept override { return unknown_; }

 private:
  void insert_pieces(const WordPieceFiles& files);
  [[nodiscard]] PieceId special(const std::string& name, const WordPieceFiles& files) const;
  /// Calls `after_word(special)` each time that the pieces of one normalised word or special token
  /// are appended; `special` is that token as it is written, or empty.
  template <typename AfterWord>
  void encode(std::string_view text, std::vector<PieceId>& pieces, AfterWord after_word) const;
  void take_text(std::string_view special, TokenizedLine& line) const;
  void append_pieces(const NormalizedWord& word, std::vector<PieceId>& pieces) const;

  WordSplitter splitter_;
  std::size_t max_characters_;
  std::vector<std::string> pieces_;
  PieceMap starting_;    // pieces at the start of a word
  PieceMap continuing_;  // pieces inside a word, without the prefix
  AddedTokens added_;
  PieceId start_ = 0, end_ = 0, padding_ = 0, unknown_ = 0;
};

}  // namespace xner::text
