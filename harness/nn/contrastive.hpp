// Contrastive losses over the tokens and sentences of a batch: same label (LCL) and translation
// (TCL) of Fu et al. 2022, "A Dual-Contrastive Framework for Low-Resource Cross-Lingual Named
// Entity Recognition", equations 4 to 7, on a supervised contrast (Khosla et al. 2020) in general.
//
// Value and gradient are made in one pass over blocks of anchors: memory grows with the number of
// rows, not with its square. Similarities are float32 (float64 for float64 vectors), whatever the
// encoder computes in. Nothing waits for a device: who takes part is a mask, never a selection.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "harness/nn/batch.hpp"
#include "harness/nn/dropout.hpp"

namespace xner::nn {

enum class Similarity { kCosine, kDot };

struct ContrastOptions {
  double temperature = 0.1;
  Similarity similarity = Similarity::kCosine;
  bool empty_in_mean = false;   ///< anchors without a positive: counted as 0, or not counted
  double base_temperature = 0;  ///< above 0: the loss is multiplied by temperature / this
  bool divide_again = false;    ///< the mean is divided by the number of anchors once more
};

/// Who takes part in what. Tensors of [rows] on the vectors' device.
struct ContrastRows {
  at::Tensor classes;     ///< int64: rows of one class are positives of each other
  at::Tensor anchors;     ///< bool: has a term of its own
  at::Tensor candidates;  ///< bool: may be a positive or a negative of others

  /// A candidate k that is no positive of anchor i is no negative of it either if
  /// of_anchor[i] == of_candidate[k]; int64.
  struct Exclusion {
    at::Tensor of_anchor, of_candidate;
  };
  std::vector<Exclusion> exclusions;
};

/// Mean over anchors i of
///
///   - 1/|P(i)| * sum over p in P(i) of [ s_ip / t - log sum over k in D(i) of exp(s_ik / t) ]
///
/// with P(i) the candidates of i's class but i itself, D(i) all candidates but i and those
/// excluded, s a similarity, t the temperature. Anchors without a positive have no term. Rows that
/// are neither anchor nor candidate are not read. No term at all: 0, and so is every gradient. A
/// vector of length 0 has cosine 0 with all others, and no gradient.
/// @param vectors [rows, columns], floating point. Differentiable once.
/// @returns scalar, float32 (float64 for float64 vectors).
[[nodiscard]] at::Tensor contrastive_loss(const at::Tensor& vectors, const ContrastRows& rows,
                                          const ContrastOptions& options);

struct LabelContrastOptions {
  enum class Tokens {
    kFirstPieces,   ///< of labelled words
    kAllPieces,     ///< of labelled words, under their word's label
    kAllPositions,  ///< every token; those that are no first piece of a labelled word are a class
  };
  enum class Labels {
    kBio,     ///< B-PER and I-PER differ
    kType,    ///< B-PER and I-PER are one class
    kEntity,  ///< O and the rest
  };
  enum class Outside {
    kAll,            ///< O as any other label
    kNegativesOnly,  ///< O is pushed away from, and is no anchor
    kDrop,           ///< O takes no part
    kSubsample,      ///< a share of them does, drawn anew in every step
  };
  Tokens tokens = Tokens::kFirstPieces;
  Labels labels = Labels::kBio;
  Outside outside = Outside::kAll;
  double outside_share = 1;  ///< of kSubsample, in [0, 1]
  ContrastOptions contrast{};
};

/// LCL, equations 4 and 5: tokens of one label, in either language, are positives of each other.
class LabelContrast {
 public:
  /// @param labels of the model, in logit order.
  LabelContrast(const LabelContrastOptions& options, std::span<const std::string> labels,
                const at::Device& device);

  /// @param states [tokens, columns] of the batch. @param draw names the step; its place for the
  /// draw of kSubsample is 5.
  [[nodiscard]] at::Tensor loss(const at::Tensor& states, const PackedBatch& batch,
                                const DropoutKey& draw) const;

 private:
  [[nodiscard]] at::Tensor participants(const at::Tensor& classes, const at::Tensor& labelled,
                                        const at::Tensor& keys, const DropoutKey& draw) const;

  LabelContrastOptions options_;
  at::Tensor class_of_label_;  // [labels + 1] int64, O is 0; the last is the class of the rest
};

/// Which tokens a sentence's vector is the mean of. The windows of a long sentence are one
/// sentence, in which every piece counts once.
enum class Pool {
  kMean,             ///< all wordpieces, without special tokens
  kMeanWithSpecial,  ///< and with them
  kFirstToken,       ///< [CLS] of the first window
  kFirstPieces,      ///< of words
};

struct TranslationContrastOptions {
  Pool pool = Pool::kMean;
  bool other_language_only = false;  ///< sentences of the anchor's side are no negatives
  bool mask_duplicates = false;  ///< nor are sentences with the wordpieces of the anchor or of its
                                 ///< translation
  ContrastOptions contrast{};
};

/// [tokens, columns] -> [sentences, columns], float32 or float64.
[[nodiscard]] at::Tensor sentence_vectors(const at::Tensor& states, const PackedBatch& batch,
                                          Pool pool);

/// TCL, equations 6 and 7: a sentence's only positive is the other one of its pair. Sentences
/// without a pair are negatives of the others.
/// @param states [tokens, columns] of the batch.
[[nodiscard]] at::Tensor translation_contrast(const at::Tensor& states, const PackedBatch& batch,
                                              const TranslationContrastOptions& options);

}  // namespace xner::nn
