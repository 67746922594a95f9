// The word embedding, with only the rows that training can touch made trainable. Rows of wordpieces
// that never occur in the training data get no gradient and no Adam moments: with weight decay 0
// they never move, with decay they shrink by a known factor. So training the compact table is
// exact, and the optimiser moves 5,000 rows instead of 120,000.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "harness/text/tokenizer.hpp"

namespace xner::nn {

class WordEmbedding {
 public:
  WordEmbedding() = default;
  /// @param table [vocabulary, hidden] float32; kept, not copied.
  /// @param padding a piece whose row never gets a gradient (it decays all the same), as
  /// transformers has it; -1: none.
  explicit WordEmbedding(at::Tensor table, std::int64_t padding = -1);
  WordEmbedding(WordEmbedding&&) noexcept = default;
  WordEmbedding& operator=(WordEmbedding&&) noexcept = default;
  /// An embedding of its own: what trains is copied, the table below it is shared, since nobody
  /// ever writes it.
  [[nodiscard]] WordEmbedding clone() const;

  /// Makes the rows of `pieces` (sorted, distinct) trainable, from the table's present values.
  void make_trainable(const std::vector<text::PieceId>& pieces);

  /// Makes no row trainable: the table as it stands now.
  void freeze();

  /// The trainable rows [pieces, hidden] float32; undefined if there are none.
  [[nodiscard]] const at::Tensor& trainable() const noexcept { return trainable_; }

  /// Rows of the given pieces: [n] int64 -> [n, hidden] float32. Differentiable for trainable rows.
  /// While gradients are recorded every piece must be trainable.
  [[nodiscard]] at::Tensor look_up(const at::Tensor& pieces) const;

  /// Weight decay that an optimiser step applied to every trainable row, applied to the others:
  /// factor 1 - lr * decay.
  void shrink_others(double factor) noexcept { others_scale_ *= factor; }
  [[nodiscard]] double others_scale() const noexcept { return others_scale_; }
  void set_others_scale(double scale) noexcept { others_scale_ = scale; }

  /// The whole table [vocabulary, hidden] as it stands now.
  [[nodiscard]] at::Tensor whole_table() const;

  void to(const at::Device& device);
  [[nodiscard]] std::int64_t hidden_size() const { return table_.size(1); }
  [[nodiscard]] std::int64_t vocabulary_size() const { return table_.size(0); }

 private:
  at::Tensor table_;      // [vocabulary, hidden], never written
  at::Tensor trainable_;  // [rows, hidden]
  at::Tensor row_of_;     // [vocabulary] int64: row in trainable_, -1: none
  at::Tensor pieces_;     // [rows] int64
  std::int64_t padding_ = -1;
  std::int64_t padding_row_ = -1;  // of trainable_
  double others_scale_ = 1.0;
};

}  // namespace xner::nn
