// What kind of error each entity is: classes, confused types, and F1 in buckets of entities that
// have something in common. Of one prediction of one test set; entities as `entity_f1` counts them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "harness/score/entity_f1.hpp"
#include "harness/score/spans.hpp"

namespace xner::score {

/// What became of an entity, gold or predicted. Each has exactly one, by its partner: the entity of
/// the other column that shares the most words with it; of several such ones that of equal type,
/// then the first. Partners need not be each other's: two predictions may lie in one gold entity.
enum class Outcome : std::uint8_t {
  kCorrect,   ///< a partner of equal boundaries and type
  kType,      ///< equal boundaries, another type
  kBoundary,  ///< other boundaries, equal type
  kBoth,      ///< other boundaries, another type
  kAlone,     ///< no partner: a gold entity is missed, a predicted one spurious
};
inline constexpr std::size_t kOutcomes = 5;

/// How the boundaries of a gold entity with kBoundary or kBoth were missed; the first that holds.
enum class Boundary : std::uint8_t {
  kSplit,    ///< several predictions overlap it
  kMerged,   ///< its partner overlaps several gold entities
  kLong,     ///< its partner holds it and more
  kShort,    ///< its partner is a part of it
  kShifted,  ///< each has words that the other has not
};
inline constexpr std::size_t kBoundaries = 5;

struct PairedEntity {
  Span span;
  Outcome outcome = Outcome::kAlone;
  std::optional<std::size_t> partner{};  ///< index in the other column
  std::optional<Boundary> boundary{};    ///< of a gold entity with other boundaries
};

/// In the order of the columns.
struct Pairing {
  std::vector<PairedEntity> gold;
  std::vector<PairedEntity> predicted;
};

/// Linear in the number of entities. @param gold,predicted spans of one column do not overlap
/// (kConlleval, kStrict).
[[nodiscard]] Pairing pair_entities(const ColumnSpans& gold, const ColumnSpans& predicted);

/// Entities by their words, as a text has them: to tell what a model may have seen.
class Surfaces {
 public:
  /// @param labels of `words`, equal shapes; entities of any type.
  void add(std::span<const std::string> words, std::span<const std::string> labels);
  [[nodiscard]] bool contains(const std::string& surface) const { return known_.contains(surface); }
  [[nodiscard]] std::size_t size() const noexcept { return known_.size(); }

 private:
  std::unordered_set<std::string> known_;
};

/// A test set besides its labels, by sentence. Views; what is not known has no buckets.
struct TestSet {
  std::vector<std::span<const std::string>> words;
  /// Wordpieces of each word, in the order of the words of all sentences.
  std::span<const std::int32_t> pieces;
  const Surfaces* seen = nullptr;  ///< entities of the text that was trained on
};

/// Entities with something in common. Gold ones are counted where they belong, and so are predicted
/// ones: precision is by bucket of the predicted entity, recall by bucket of the gold one. A
/// correct entity is in one bucket with its partner.
struct Bucket {
  std::string by;    ///< "type", "length", "sentence", "surface", "pieces"
  std::string name;  ///< see `analyse_errors`
  Counts counts;
  friend bool operator==(const Bucket&, const Bucket&) = default;
};

/// A type, or none: where an entity has no partner. Gold, predicted.
using TypePair = std::pair<std::optional<std::string>, std::optional<std::string>>;

struct ErrorAnalysis {
  std::array<std::int64_t, kOutcomes> gold{};       ///< gold entities by outcome
  std::array<std::int64_t, kOutcomes> predicted{};  ///< predicted entities by outcome
  /// Gold entities with kBoundary (first) and kBoth (second).
  std::array<std::array<std::int64_t, kBoundaries>, 2> boundaries{};
  /// Of the same together, where the partner has another start, another end, or both.
  std::int64_t start_only = 0, end_only = 0, start_and_end = 0;
  /// Each gold entity once, with its partner's type; and the spurious ones, without a gold type.
  std::map<TypePair, std::int64_t> confusion;
  std::vector<Bucket> buckets;  ///< those of one kind together, in their order
  friend bool operator==(const ErrorAnalysis&, const ErrorAnalysis&) = default;
};

/// Of labels as `score_conlleval` reads them. Where every label is O, or B- or I- with a type, the
/// outcomes add up to its counts: `gold` to gold, `predicted` to predicted, kCorrect of both to
/// correct; and so do the buckets of each kind.
/// Buckets: "type": each that occurs; "length" of the entity in words: 1, 2, 3, 4+; "sentence", its
/// length in words: 1-10, 11-20, 21-40, 41+; "surface": seen (its words are an entity, of whatever
/// type, in `test.seen`) or unseen; "pieces" a word of the entity, on average: 1 (or fewer), up to
/// 2, over 2. The last two only where `test` knows.
/// @param test of the same sentences.
/// @throws Error{kData} as `read_spans`, and if the columns of a sentence, its words, or the pieces
/// differ in number.
[[nodiscard]] ErrorAnalysis analyse_errors(std::span<const SentenceLabels> sentences,
                                           const TestSet& test);

/// "correct", "type", "boundary", "both", "alone".
[[nodiscard]] std::string_view outcome_name(Outcome outcome) noexcept;
/// "split", "merged", "long", "short", "shifted".
[[nodiscard]] std::string_view boundary_name(Boundary boundary) noexcept;

}  // namespace xner::score
