// Where two methods differ: F1 by type and bucket, and the sentences in which their errors differ
// most.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/score/significance.hpp"
#include "reports/compare/arms.hpp"
#include "reports/formats/table.hpp"

namespace xner::reports {

/// A row that both sides of a comparison have.
struct RowPair {
  RowKey key;
  const ArmRuns* a = nullptr;
  const ArmRuns* b = nullptr;
};

/// F1 of the entities in one bucket (score::Bucket), all targets of a source together.
struct BucketComparison {
  std::string source;  ///< "" where a comparison has one source, or none
  std::string by, bucket;
  std::int64_t gold = 0;                ///< entities
  double f1_a = 0, f1_b = 0;            ///< means over seeds
  std::optional<score::MeanTest> test;  ///< Welch's, over seeds; nothing with one seed on a side,
                                        ///< or if seeds make no difference on either
  double p_holm = 1;                    ///< over all rows of the comparison that have a test
};

/// A sentence with the labels of gold and of one run a side.
struct SentenceComparison {
  std::string source, target;
  std::size_t sentence = 0;              ///< from 0
  double errors_a = 0, errors_b = 0;     ///< missed and wrong entities, means over seeds
  std::uint64_t seed_a = 0, seed_b = 0;  ///< of the run shown: the first whose errors are nearest
                                         ///< to the mean
  std::vector<std::string> words, gold, a, b;
};

/// Kinds of buckets whose gold entities are not the same on both sides (another source text or
/// encoder) are left out, and so is what is recorded on one side alone: `notes` say so.
/// @param pairs in the order of their keys. @throws Error{kData} for a damaged errors.json.
[[nodiscard]] std::vector<BucketComparison> compare_buckets(const std::vector<RowPair>& pairs,
                                                            double alpha,
                                                            std::vector<std::string>& notes);

/// The `most` sentences with the largest difference in errors, largest first, of equal ones the
/// first; none without a difference.
/// @throws Error{kIo, kData} if the predictions of a run that is shown cannot be read, or are not
/// those that were counted.
[[nodiscard]] std::vector<SentenceComparison> compare_sentences(const std::vector<RowPair>& pairs,
                                                                std::size_t most);

[[nodiscard]] Table bucket_rows(const std::vector<BucketComparison>& buckets);

/// "[LOC New York] is far" with "..." for words that are further than four words from any entity of
/// the three columns. @param labels one of the sentence's three columns.
[[nodiscard]] std::string marked_text(const SentenceComparison& sentence,
                                      const std::vector<std::string>& labels);

/// A heading and the lines gold, A, B, at most 80 columns, safe for a terminal.
[[nodiscard]] std::string sentence_text(const SentenceComparison& sentence);

[[nodiscard]] record::Json to_json(const BucketComparison& bucket);
[[nodiscard]] record::Json to_json(const SentenceComparison& sentence);

}  // namespace xner::reports
