// See attention.hpp.
#include "harness/nn/attention.hpp"

#include <cmath>
#include <vector>

#include <ATen/TensorOperators.h>
#include <ATen/ops/_flash_attention_forward.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

namespace xner::nn {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// From the packed to the padded layout; places without a token get row 0 and take no part in the
/// result (as keys they are masked, as queries they are dropped), so the gradient is the opposite
/// copy: no scatter, no sum.
struct ToPadded : torch::autograd::Function<ToPadded> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& packed,
                            const at::Tensor& packed_rows, const at::Tensor& padded_slots) {
    context->save_for_backward({padded_slots});
    return packed.index_select(0, packed_rows);
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    return {gradients[0].index_select(0, context->get_saved_variables()[0]), {}, {}};
  }
};

/// Back again. The gradient of a place without a token is exactly 0.
struct ToPacked : torch::autograd::Function<ToPacked> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& padded,
                            const at::Tensor& padded_slots) {
    context->save_for_backward({padded_slots});
    context->saved_data["places"] = padded.size(0);
    return padded.index_select(0, padded_slots);
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const std::int64_t places = context->saved_data["places"].toInt();
    at::Tensor gradient = at::zeros({places, gradients[0].size(1)}, gradients[0].options());
    return {gradient.index_copy_(0, context->get_saved_variables()[0], gradients[0]), {}};
  }
};

bool drops(const AttentionOptions& options) {
  return options.dropout.active && options.dropout_probability > 0;
}

at::Tensor to_padded(const at::Tensor& packed, const PackedBatch& batch) {
  return batch.equal_lengths ? packed
                             : ToPadded::apply(packed, batch.packed_rows, batch.padded_slots);
}

at::Tensor to_packed(const at::Tensor& padded, const PackedBatch& batch) {
  return batch.equal_lengths ? padded : ToPacked::apply(padded, batch.padded_slots);
}

/// @param token_keys [places] of the group.
at::Tensor dropped(const at::Tensor& probabilities, const at::Tensor& token_keys,
                   const PaddedGroup& group, const AttentionOptions& options) {
  if (!drops(options)) return probabilities;
  const at::Tensor queries = mix_keys(token_keys, site_key(options.dropout, options.site))
                                 .view({group.sequences, 1, group.longest});
  const at::Tensor heads = at::arange(options.heads, queries.options()).view({1, options.heads, 1});
  const at::Tensor rows =
      mix_keys(queries ^ (heads * 0x85ebca6bLL).__and__(0xffffffffLL), 0x2545f491U);
  return probabilities * dropout_multipliers(rows, group.longest, options.dropout_probability);
}

/// @param qkv [places, 3 * hidden] of the group. @returns [places, hidden].
at::Tensor group_attention(const at::Tensor& qkv, const at::Tensor& token_keys,
                           const PaddedGroup& group, const AttentionOptions& options) {
  const std::int64_t hidden = qkv.size(1) / 3;
  const std::int64_t head_size = hidden / options.heads;
  // [3, sequences, heads, longest, head_size]
  const at::Tensor parts = qkv.view({group.sequences, group.longest, 3, options.heads, head_size})
                               .permute({2, 0, 3, 1, 4});
  const at::Tensor query = parts.select(0, 0) * (1.0 / std::sqrt(static_cast<double>(head_size)));
  at::Tensor scores = at::matmul(query, parts.select(0, 1).transpose(-1, -2)).to(at::kFloat);
  if (!group.equal_lengths)
    scores = scores + group.padding.view({group.sequences, 1, 1, group.longest});
  const at::Tensor probabilities =
      dropped(at::softmax(scores, -1), token_keys, group, options).to(qkv.scalar_type());
  const at::Tensor mixed = at::matmul(probabilities, parts.select(0, 2));
  return mixed.permute({0, 2, 1, 3}).reshape({group.places(), hidden});
}

at::Tensor padded_attention(const at::Tensor& qkv, const PackedBatch& batch,
                            const AttentionOptions& options) {
  std::vector<std::int64_t> places;
  for (const PaddedGroup& group : batch.groups) places.push_back(group.places());
  const auto padded = to_padded(qkv, batch).split_with_sizes(places);
  const auto token_keys =
      batch.token_keys.index_select(0, batch.packed_rows).split_with_sizes(places);
  std::vector<at::Tensor> mixed;
  for (std::size_t g = 0; g < padded.size(); ++g)
    mixed.push_back(group_attention(padded[g], token_keys[g], batch.groups[g], options));
  return to_packed(mixed.size() == 1 ? mixed.front() : at::cat(mixed), batch);
}

at::Tensor flash_attention(const at::Tensor& qkv, const PackedBatch& batch,
                           const AttentionOptions& options) {
  const std::int64_t hidden = qkv.size(1) / 3;
  const at::Tensor parts = qkv.view({qkv.size(0), 3, options.heads, hidden / options.heads});
  const auto result = at::_flash_attention_forward(
      parts.select(1, 0), parts.select(1, 1), parts.select(1, 2), batch.sequence_starts,
      batch.sequence_starts, batch.longest, batch.longest, /*dropout_p=*/0.0, /*is_causal=*/false,
      /*return_debug_mask=*/false);
  return std::get<0>(result).reshape({qkv.size(0), hidden});
}

}  // namespace

at::Tensor packed_attention(const at::Tensor& qkv, const PackedBatch& batch,
                            const AttentionOptions& options) {
  if (qkv.is_cuda() && qkv.scalar_type() == at::kBFloat16 && !drops(options))
    return flash_attention(qkv, batch, options);
  return padded_attention(qkv, batch, options);
}

}  // namespace xner::nn
