// From a corpus to windows of wordpieces that fit the encoder. Words keep their identity; every
// word with a piece is owned by exactly one window, so that every gold word gets exactly one
// prediction (Wu and Dredze's stride, stitched).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/data/corpus.hpp"
#include "harness/text/tokenizer.hpp"

namespace xner::text {

struct WindowOptions {
  std::int32_t max_length = 128;  ///< pieces in a window, start and end included; at least 3
  std::int32_t stride =
      64;  ///< pieces of left context repeated in the next window; less than max_length - 2
};

/// A word as a window sees it.
struct WindowWord {
  std::int32_t word;         ///< index in the sentence
  std::int32_t first_piece;  ///< index in `Window::pieces` of its first piece
  bool owned;  ///< false: left context only; its label and prediction belong to an earlier window
};

struct Window {
  std::int32_t sentence = 0;                ///< index in the corpus
  std::vector<PieceId> pieces;              ///< start, wordpieces, end
  std::vector<std::int32_t> word_of_piece;  ///< index in the sentence, -1 at start and end
  std::vector<WindowWord> words;            ///< words whose first piece is in this window, in order
};

/// A corpus as windows, in corpus order. The unit that batches are made of.
struct EncodedCorpus {
  std::vector<Window> windows;
  std::size_t sentences = 0;
  std::size_t words = 0;
  std::size_t words_without_piece = 0;  ///< predicted O, counted
  std::size_t split_sentences = 0;      ///< sentences of more than one window
  std::size_t cut_words =
      0;  ///< words with more pieces than fit a window: the first pieces are kept
};

/// Every sentence gives at least one window unless none of its words has a piece.
/// @throws Error{kUsage} if the options contradict each other.
[[nodiscard]] EncodedCorpus encode(const data::TextCorpus& corpus, const Tokenizer& tokenizer,
                                   const WindowOptions& options);

/// Sorted distinct piece ids of all windows: the rows that a compact trainable embedding needs.
[[nodiscard]] std::vector<PieceId> pieces_of(const EncodedCorpus& corpus);

}  // namespace xner::text
