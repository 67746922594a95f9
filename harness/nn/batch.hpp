// A batch on one token axis: sentences one after another, no padding. Every token knows its
// sequence, its word and its place, so that losses, pairs and predictions need no layout
// convention.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "harness/data/labels.hpp"
#include "harness/text/windows.hpp"

namespace xner::nn {

/// One sequence of a batch: a window, its labels if any, and which pair it belongs to.
struct BatchItem {
  const text::Window* window;  ///< not owned; outlives the batch
  const std::vector<data::LabelId>*
      labels;              ///< of the window's sentence, model label ids; null: unlabelled
  std::int64_t pair = -1;  ///< sequences with equal pair ids translate each other; -1: none
  std::int32_t side = 0;   ///< of a pair: 0 the source, 1 its translation
  bool continues = false;  ///< another window of the sentence that the item before is of
};

/// Sequences of similar length, each padded to the longest of them: the layout of attention without
/// a varlen kernel. The groups of a batch lie one behind another on an axis of "places"; on a CPU
/// there are as many as the lengths are worth, on a GPU there is one.
struct PaddedGroup {
  std::int64_t sequences = 0;
  std::int64_t longest = 0;    ///< tokens of its longest sequence
  bool equal_lengths = false;  ///< none of its places is padding
  at::Tensor padding;          ///< [sequences, longest] float32: 0 at tokens, -infinity elsewhere;
                               ///< added to scores
  [[nodiscard]] std::int64_t places() const noexcept { return sequences * longest; }
};

/// Tensors are int64 on the model's device unless said otherwise. "words" are the owned words of
/// the batch, in order.
struct PackedBatch {
  at::Tensor pieces;           ///< [tokens] wordpiece ids
  at::Tensor positions;        ///< [tokens] 0 at each sequence's start
  at::Tensor sequence_ids;     ///< [tokens] 0 .. sequences-1
  at::Tensor word_ids;         ///< [tokens] index of the word in its sentence, -1 at special tokens
  at::Tensor pair_ids;         ///< [sequences]
  at::Tensor sides;            ///< [sequences] 0: source, 1: translation
  at::Tensor sentence_ids;     ///< [sequences] 0 .. sentences-1: windows of one sentence have one
  at::Tensor sentence_starts;  ///< [sentences] the first sequence of each sentence
  at::Tensor sentence_keys;    ///< [sentences] a hash of its wordpieces: equal for equal sentences
  at::Tensor piece_words;      ///< [tokens] row among the words of the word that a piece is of, -1
                               ///< at special tokens and left context: over the windows of a
                               ///< sentence every piece counts once
  at::Tensor sequence_starts;  ///< [sequences + 1] int32, cumulative: what varlen attention calls
                               ///< cu_seqlens
  at::Tensor token_keys;       ///< [tokens] in [0, 2^32): the tokens' identity for dropout masks
  at::Tensor padded_slots;     ///< [tokens] place of each token in the padded groups
  at::Tensor packed_rows;      ///< [places] token of each place, 0 where there is none
  std::vector<PaddedGroup> groups;
  at::Tensor first_pieces;  ///< [words] token index of each owned word's first piece
  at::Tensor labels;        ///< [words] model label ids, -100 where there is none

  std::int64_t sequences = 0;
  std::int64_t sentences = 0;
  std::int64_t longest = 0;                 ///< tokens of the longest sequence
  bool equal_lengths = false;               ///< one group without padding: places are tokens
  std::int64_t largest_piece = 0;           ///< largest wordpiece id
  std::vector<std::int32_t> word_sentence;  ///< [words] on the host: sentence in the corpus
  std::vector<std::int32_t> word_index;     ///< [words] on the host: word in the sentence

  [[nodiscard]] std::int64_t tokens() const { return pieces.size(0); }
  [[nodiscard]] std::int64_t words() const { return first_pieces.size(0); }
};

/// Packs sequences in the given order.
/// @param first_row number of the first sequence within the optimiser step, so that a step that is
/// split into
///        micro-batches draws the same dropout masks as one that is not.
/// @pre not empty.
[[nodiscard]] PackedBatch pack(std::span<const BatchItem> items, const at::Device& device,
                               std::int64_t first_row = 0);

}  // namespace xner::nn
