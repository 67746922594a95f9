// Unigram language model (Kudo 2018) as XLM-R uses it: of all ways to cut a word into pieces the
// likeliest, by Viterbi. It is not SentencePiece's library but Hugging Face's arithmetic that is
// followed, in double precision: single precision decides ties between equally likely cuts
// ("99" + "9" or "9" + "99") the other way.
#pragma once

#include <string>
#include <vector>

#include "harness/text/added_tokens.hpp"
#include "harness/text/character_map.hpp"
#include "harness/text/piece_map.hpp"
#include "harness/text/tokenizer.hpp"
#include "harness/text/unigram_files.hpp"

namespace xner::text {

class UnigramTokenizer final : public Tokenizer {
 public:
  /// @throws Error{kData} naming the file: a piece given twice or empty, a score that is not
  /// finite, a special token missing, an added token whose id belongs to another piece.
  explicit UnigramTokenizer(UnigramFiles files);

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
  class Encoder;

  void insert_pieces(std::vector<ScoredPiece>& pieces, const std::filesystem::path& file);
  [[nodiscard]] PieceId special(const std::string& name, const UnigramFiles& files) const;

  UnigramNormalizer normalizer_;  // but its character map
  CharacterMap characters_;
  std::vector<std::string> pieces_;
  std::vector<double> scores_;
  double unknown_score_ = 0;
  PieceMap map_;
  AddedTokens added_;
  PieceId start_ = 0, end_ = 0, padding_ = 0, unknown_ = 0;
};

}  // namespace xner::text
