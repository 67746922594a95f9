// LCL and TCL: which rows of a batch the loss of contrastive.cpp is about. See contrastive.hpp.
#include <cstdint>
#include <string_view>
#include <utility>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include "harness/nn/contrastive.hpp"

namespace xner::nn {
namespace {

constexpr DropoutSite kOutsideDraw{0, 5};

using Labels = LabelContrastOptions::Labels;
using Outside = LabelContrastOptions::Outside;
using Tokens = LabelContrastOptions::Tokens;

/// O is class 0, the others count from 1.
std::vector<std::int64_t> classes_of(std::span<const std::string> labels, Labels kind) {
  std::vector<std::int64_t> classes;
  std::vector<std::string_view> seen{"O"};
  for (const std::string& label : labels) {
    std::string_view name = label;
    if (name != "O" && kind == Labels::kEntity) name = "entity";
    if (name != "O" && kind == Labels::kType) name = name.substr(2);
    std::size_t at = 0;
    while (at < seen.size() && seen[at] != name) ++at;
    if (at == seen.size()) seen.push_back(name);
    classes.push_back(static_cast<std::int64_t>(at));
  }
  classes.push_back(static_cast<std::int64_t>(seen.size()));
  return classes;
}

/// True at tokens that are the first piece of an owned word.
at::Tensor first_piece_mask(const PackedBatch& batch) {
  return at::zeros_like(batch.pieces, at::kBool).index_fill(0, batch.first_pieces, true);
}

/// The label of each token's word, `kIgnored` where there is none.
at::Tensor labels_of_tokens(const PackedBatch& batch) {
  if (batch.words() == 0) return at::full_like(batch.pieces, data::kIgnored);
  return batch.labels.index_select(0, batch.piece_words.clamp_min(0))
      .masked_fill(batch.piece_words < 0, data::kIgnored);
}

/// 1 where a token counts for a sentence. [sentences, tokens] bool.
at::Tensor members(const PackedBatch& batch, Pool pool) {
  at::Tensor counts = batch.piece_words >= 0;
  if (pool == Pool::kMeanWithSpecial) counts = counts.bitwise_or(batch.word_ids < 0);
  if (pool == Pool::kFirstPieces) counts = first_piece_mask(batch);
  const at::Tensor sentence = batch.sentence_ids.index_select(0, batch.sequence_ids);
  const at::Tensor numbers = at::arange(batch.sentences, sentence.options());
  return numbers.unsqueeze(1).eq(sentence.unsqueeze(0)).bitwise_and(counts.unsqueeze(0));
}

}  // namespace

LabelContrast::LabelContrast(const LabelContrastOptions& options,
                             std::span<const std::string> labels, const at::Device& device)
    : options_(options),
      class_of_label_(at::tensor(classes_of(labels, options.labels), at::kLong).to(device)) {}

/// Rows that take part at all.
at::Tensor LabelContrast::participants(const at::Tensor& classes, const at::Tensor& labelled,
                                       const at::Tensor& keys, const DropoutKey& draw) const {
  if (options_.outside == Outside::kDrop) return labelled.bitwise_and(classes != 0);
  if (options_.outside != Outside::kSubsample) return labelled;
  const auto bound = static_cast<std::int64_t>(options_.outside_share * 4294967296.0);
  const at::Tensor drawn = mix_keys(keys, site_key(draw, kOutsideDraw)) < bound;
  return labelled.bitwise_and(drawn.bitwise_or(classes != 0));
}

at::Tensor LabelContrast::loss(const at::Tensor& states, const PackedBatch& batch,
                               const DropoutKey& draw) const {
  const bool words = options_.tokens == Tokens::kFirstPieces;
  const at::Tensor rows = words ? states.index_select(0, batch.first_pieces) : states;
  const at::Tensor keys =
      words ? batch.token_keys.index_select(0, batch.first_pieces) : batch.token_keys;
  at::Tensor labels = words ? batch.labels : labels_of_tokens(batch);
  at::Tensor labelled = labels >= 0;
  if (options_.tokens == Tokens::kAllPositions) {
    const at::Tensor known = labelled.bitwise_and(first_piece_mask(batch));
    labels = labels.masked_fill(known.bitwise_not(), class_of_label_.size(0) - 1);
    labelled = at::ones_like(labelled);
  }
  const at::Tensor classes = class_of_label_.index_select(0, labels.clamp_min(0));
  const at::Tensor taking = participants(classes, labelled, keys, draw);
  const at::Tensor anchors =
      options_.outside == Outside::kNegativesOnly ? taking.bitwise_and(classes != 0) : taking;
  return contrastive_loss(rows, {classes, anchors, taking, {}}, options_.contrast);
}

at::Tensor sentence_vectors(const at::Tensor& states, const PackedBatch& batch, Pool pool) {
  const auto type = states.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  if (pool == Pool::kFirstToken)
    return states.to(type).index_select(
        0, batch.sequence_starts.to(at::kLong).index_select(0, batch.sentence_starts));
  const at::Tensor member = members(batch, pool).to(type);
  return at::matmul(member / member.sum(1, /*keepdim=*/true).clamp_min(1), states.to(type));
}

at::Tensor translation_contrast(const at::Tensor& states, const PackedBatch& batch,
                                const TranslationContrastOptions& options) {
  const at::Tensor pairs = batch.pair_ids.index_select(0, batch.sentence_starts);
  const at::Tensor sides = batch.sides.index_select(0, batch.sentence_starts);
  const at::Tensor numbers = at::arange(batch.sentences, pairs.options());
  ContrastRows rows;
  rows.classes = at::where(pairs >= 0, pairs, -1 - numbers);  // alone: a class of its own
  rows.anchors = at::ones_like(pairs, at::kBool);
  rows.candidates = rows.anchors;
  if (options.other_language_only) rows.exclusions.push_back({sides, sides});
  if (options.mask_duplicates) {
    const at::Tensor& keys = batch.sentence_keys;
    const at::Tensor partner = rows.classes.unsqueeze(1)
                                   .eq(rows.classes.unsqueeze(0))
                                   .bitwise_and(numbers.unsqueeze(1).ne(numbers.unsqueeze(0)));
    const at::Tensor partner_keys =
        at::where(partner, keys.unsqueeze(0), 0).sum(1);  // one partner at most
    rows.exclusions.push_back({keys, keys});
    rows.exclusions.push_back({partner_keys, keys});
  }
  return contrastive_loss(sentence_vectors(states, batch, options.pool), rows, options.contrast);
}

}  // namespace xner::nn
