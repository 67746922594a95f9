// See word_embedding.hpp.
#include "harness/nn/word_embedding.hpp"

#include <algorithm>
#include <utility>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/where.h>

namespace xner::nn {

WordEmbedding::WordEmbedding(at::Tensor table, std::int64_t padding)
    : table_(std::move(table)), padding_(padding) {}

WordEmbedding WordEmbedding::clone() const {
  WordEmbedding copy(table_, padding_);
  copy.pieces_ = pieces_;
  copy.row_of_ = row_of_;
  copy.padding_row_ = padding_row_;
  copy.others_scale_ = others_scale_;
  if (trainable_.defined())
    copy.trainable_ = trainable_.detach().clone().requires_grad_(trainable_.requires_grad());
  return copy;
}

void WordEmbedding::make_trainable(const std::vector<text::PieceId>& pieces) {
  const std::vector<std::int64_t> ids(pieces.begin(), pieces.end());
  const at::Tensor before = trainable_.defined() ? whole_table() : table_;
  pieces_ = at::tensor(ids, at::kLong).to(table_.device());
  trainable_ = before.index_select(0, pieces_).detach().requires_grad_(true);
  table_ = before;
  others_scale_ = 1.0;
  const auto padding = std::lower_bound(ids.begin(), ids.end(), padding_);
  padding_row_ = padding != ids.end() && *padding == padding_ ? padding - ids.begin() : -1;
  row_of_ = at::full({table_.size(0)}, -1, pieces_.options());
  row_of_.index_copy_(0, pieces_, at::arange(pieces_.size(0), pieces_.options()));
}

void WordEmbedding::freeze() {
  if (trainable_.defined()) *this = WordEmbedding(whole_table(), padding_);
}

at::Tensor WordEmbedding::look_up(const at::Tensor& pieces) const {
  if (!trainable_.defined()) return at::embedding(table_, pieces);
  const at::Tensor rows = row_of_.index_select(0, pieces);
  if (at::GradMode::is_enabled()) return at::embedding(trainable_, rows, padding_row_);
  const at::Tensor own = at::embedding(trainable_, rows.clamp_min(0));
  const at::Tensor others = at::embedding(table_, pieces) * others_scale_;
  return at::where((rows >= 0).unsqueeze(1), own, others);
}

at::Tensor WordEmbedding::whole_table() const {
  at::NoGradGuard no_gradients;
  at::Tensor table = table_ * others_scale_;
  if (trainable_.defined()) table.index_copy_(0, pieces_, trainable_.detach());
  return table;
}

void WordEmbedding::to(const at::Device& device) {
  table_ = table_.to(device);
  if (!trainable_.defined()) return;
  const bool trains = trainable_.requires_grad();
  trainable_ = trainable_.detach().to(device).requires_grad_(trains);
  row_of_ = row_of_.to(device);
  pieces_ = pieces_.to(device);
}

}  // namespace xner::nn
