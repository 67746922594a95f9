// What a training draws its batches from: units, each of them sampled as a whole.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/data/corpus.hpp"
#include "harness/nn/batch.hpp"
#include "harness/text/windows.hpp"

namespace xner::nn {

/// What is sampled together: a sentence, or a source sentence with its translation. Sentences by
/// their number in the corpus; -1: none.
struct TrainingUnit {
  std::int64_t source = -1;
  std::int64_t translation = -1;
  friend bool operator==(const TrainingUnit&, const TrainingUnit&) = default;
};

/// What becomes of a sentence whose partner is missing.
enum class MissingPartner {
  kKeep,  ///< a unit of its own, of no pair
  kDrop,
};

/// The units of a source and its translations, as `data::join` puts them into one corpus: each
/// source sentence in order with its translation, then translations of sentences that are not
/// there. @throws as data::partners.
[[nodiscard]] std::vector<TrainingUnit> pair_units(const data::TextCorpus& source,
                                                   const data::TextCorpus& translations,
                                                   MissingPartner missing);

/// Sentences ready for training. A sentence of several windows is never divided: all its windows
/// are in one batch.
class TrainingSet {
 public:
  /// A unit a sentence: one corpus, or the shuffled union of several (`data::join`).
  /// @param windows outlives the set. @param labels model label ids by sentence and word; empty:
  /// unlabelled.
  TrainingSet(const text::EncodedCorpus& windows, std::vector<std::vector<data::LabelId>> labels);
  /// The given units.
  TrainingSet(const text::EncodedCorpus& windows, std::vector<std::vector<data::LabelId>> labels,
              std::vector<TrainingUnit> units);

  [[nodiscard]] std::int64_t units() const { return static_cast<std::int64_t>(units_.size()); }
  /// How many sentences the given units hold.
  [[nodiscard]] std::int64_t sentences(std::span<const std::int64_t> units) const;
  /// The batch items of the given units, in order, a source before its translation. Two sentences
  /// of a unit have its place in `units` as pair id, one alone has -1. Sentences without a window
  /// give no item.
  [[nodiscard]] std::vector<BatchItem> items(std::span<const std::int64_t> units) const;

 private:
  std::vector<std::vector<const text::Window*>> windows_;  // by sentence
  std::vector<std::vector<data::LabelId>> labels_;
  std::vector<TrainingUnit> units_;
};

/// The labels of a corpus as ids in a model's label order. @throws Error{kData} naming a label the
/// model does not have.
[[nodiscard]] std::vector<std::vector<data::LabelId>> model_labels(
    const data::LabelledCorpus& corpus, const std::vector<std::string>& labels);

}  // namespace xner::nn
