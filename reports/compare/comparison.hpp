// Two methods against each other: what may be said of their difference, target by target, on
// average and by type, and what could not have been seen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/score/multiple_comparisons.hpp"
#include "harness/score/resampling.hpp"
#include "harness/score/significance.hpp"
#include "reports/compare/arms.hpp"
#include "reports/compare/compared_errors.hpp"
#include "reports/formats/table.hpp"

namespace xner::reports {

inline constexpr int kComparisonSchema = 1;

struct ComparisonSetting {
  std::int64_t resamples = score::kResamples;
  std::uint64_t seed = 1;  ///< of the resamples
  double alpha = score::kAlpha;
  bool pair_seeds = false;    ///< the paired t test over seeds, too
  bool buckets = false;       ///< F1 by type and bucket, too
  std::size_t sentences = 0;  ///< those that differ most, too: at most so many
};

/// The arms on one test set; differences are A - B, in fractions.
struct TypeComparison {
  std::string type;
  std::int64_t gold = 0;  ///< entities
  double f1_a = 0, f1_b = 0;
  score::CombinedTest test;
  double p_exploratory = 1;  ///< Benjamini and Hochberg over all rows of the comparison
};

struct TargetComparison {
  std::string source;  ///< "" where a comparison has one source, or none
  std::string target;
  std::size_t sentences = 0;
  std::int64_t gold = 0;
  std::vector<std::uint64_t> seeds_a, seeds_b;
  std::vector<double> f1_a, f1_b;  ///< of the seeds
  score::CombinedTest test;        ///< the headline
  double p_holm = 1;               ///< over the targets
  double detectable = 0;           ///< at the level of Holm's first step
  std::optional<score::MeanTest> welch;
  std::optional<score::MeanTest> paired;  ///< if asked for and the seeds are the same
  score::RandomizationTest randomization;
  score::BootstrapTest bootstrap;
  score::Superiority superiority;
  std::vector<TypeComparison> types;  ///< those that gold has
};

/// Over the targets of a source, if there are at least two.
struct MacroComparison {
  std::string source;
  std::size_t targets = 0;
  std::vector<std::uint64_t> seeds_a, seeds_b;  ///< those that all targets have
  std::vector<double> f1_a, f1_b;               ///< means over targets
  score::CombinedTest test;
  double detectable = 0;
  score::BootstrapTest bootstrap;
};

struct Comparison {
  std::string a, b;  ///< names
  ComparisonSetting setting;
  std::vector<TargetComparison> targets;
  std::vector<MacroComparison> macros;
  std::size_t better = 0;  ///< targets where A's advantage stands after Holm
  std::size_t worse = 0;
  std::vector<BucketComparison> buckets;      ///< if asked for
  std::vector<SentenceComparison> sentences;  ///< if asked for
  std::vector<std::string> notes;  ///< what was left out, and how the arms differ beside their name
};

/// Rows that both sides have are compared; of the others a note is left. Where each side has one
/// source, rows are matched by target alone, so that sizes of a source can be compared.
/// @throws Error{kUsage} if no row is common, Error{kData} if two test sets are not the same: other
/// signatures, other numbers of sentences, another number of gold entities in a sentence.
[[nodiscard]] Comparison compare(const Side& a, const Side& b, const ComparisonSetting& setting);

/// What may be concluded, a sentence a target and one of the average: "On de, mulda is better than
/// wu_dredze by 2.1 points (95 % interval 0.4 to 3.8; 3 + 3 seeds; p = 0.03 after Holm over 2
/// targets)." or that the two cannot be told apart, and what would.
[[nodiscard]] std::vector<std::string> conclusions(const Comparison& comparison);

/// At most 80 columns. Everything from data is made safe for a terminal.
[[nodiscard]] std::string comparison_to_terminal(const Comparison& comparison, bool colour);
[[nodiscard]] std::string comparison_to_markdown(const Comparison& comparison);

/// {"schema", "a", "b", "alpha", "resamples", "seed", "targets": [{"source", "target", "sentences",
/// "gold", "a", "b": {"seeds", "f1", "mean"}, "difference", "low", "high", "standard_error",
/// "freedom", "variance": {"seeds_a", "seeds_b", "sentences"}, "p", "p_holm", "speaks_of":
/// "methods" | "models", "detectable", "seeds_to_see", "welch", "paired_by_seed",
/// "randomization", "bootstrap", "superiority", "types": [...]}], "means": [...], "better",
/// "worse", "conclusions", "notes", "buckets": [{"source", "by", "bucket", "gold", "a", "b",
/// "difference", "welch", "p_holm"}], "sentences": [{"source", "target", "sentence" (from 1),
/// "words", "gold", "a", "b": {"errors", "seed", "labels"}}]}; the last two are null unless asked
/// for. Fractions, unrounded; what is undefined is null.
[[nodiscard]] record::Json comparison_to_json(const Comparison& comparison);

}  // namespace xner::reports
