// From a word or a line to wordpiece ids, exactly as Hugging Face's fast tokenizers. The family is
// found from the files of an encoder folder: tokenizer.json, else vocab.txt (WordPiece) or
// sentencepiece.bpe.model (Unigram).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xner::text {

using PieceId = std::int32_t;

/// What a piece stands for, where that is not its name.
struct PieceText {
  std::size_t index;  ///< of the piece
  std::string text;
};

/// The pieces of one line, without truncation, padding or added [CLS]/[SEP].
struct TokenizedLine {
  std::vector<PieceId> ids;
  /// Index of the word that a piece comes from. A special token written in the line counts as a
  /// word.
  std::vector<std::optional<std::int32_t>> word_ids;
  /// In no order: the text of an unknown piece (Unigram; WordPiece shows the piece's name), and of
  /// a special token that took white space with it. What the reference calls `tokens`.
  std::vector<PieceText> texts;
};

/// Immutable after construction; safe to use from several threads.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  /// Appends the pieces of one pre-split word (Hugging Face: is_split_into_words). May append
  /// nothing: a word that cleans to nothing has no piece. @pre valid UTF-8.
  virtual void encode_word(std::string_view word, std::vector<PieceId>& pieces) const = 0;

  /// A whole line of text; `word_ids` number the pre-tokenised words (whitespace and punctuation
  /// split), as Hugging Face's `BatchEncoding.word_ids()` does. @pre valid UTF-8.
  [[nodiscard]] virtual TokenizedLine encode_line(std::string_view line) const = 0;

  /// Pre-split words one after another; `word_ids` are positions in `words`. @pre valid UTF-8.
  [[nodiscard]] virtual TokenizedLine encode_words(std::span<const std::string_view> words) const;

  [[nodiscard]] virtual const std::string& piece(PieceId id) const = 0;
  [[nodiscard]] virtual std::size_t vocabulary_size() const noexcept = 0;
  /// Ids of the special tokens: sentence start ([CLS], <s>), end ([SEP], </s>), padding ([PAD],
  /// <pad>), unknown ([UNK], <unk>).
  [[nodiscard]] virtual PieceId start() const noexcept = 0;
  [[nodiscard]] virtual PieceId end() const noexcept = 0;
  [[nodiscard]] virtual PieceId padding() const noexcept = 0;
  [[nodiscard]] virtual PieceId unknown() const noexcept = 0;
};

/// The tokenizer of a Hugging Face encoder folder.
/// @throws Error{kData} if a file is missing, the family is unknown, or the vocabulary is damaged
/// (duplicate or empty piece, missing special token), naming the file and, where it has them, the
/// line.
[[nodiscard]] std::unique_ptr<Tokenizer> load_tokenizer(const std::filesystem::path& folder);

}  // namespace xner::text
