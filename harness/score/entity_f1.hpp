// Entity-level precision, recall and F1 of two label columns, as conlleval.pl (2004-01-26) counts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xner::score {

/// The version of the counting rules, part of every signature: raised when any input would count
/// differently.
inline constexpr const char* kScorerVersion = "1.0.0";

/// Entities of one kind: in the gold column, in the predicted column, and in both with equal type
/// and borders.
struct Counts {
  std::int64_t gold = 0;
  std::int64_t predicted = 0;
  std::int64_t correct = 0;

  Counts& operator+=(const Counts& other) noexcept;
  friend bool operator==(const Counts&, const Counts&) = default;
  /// Undefined (nothing predicted, nothing gold, neither) is no value: never 0, never NaN.
  [[nodiscard]] std::optional<double> precision() const noexcept;
  [[nodiscard]] std::optional<double> recall() const noexcept;
  [[nodiscard]] std::optional<double> f1() const noexcept;
};

/// One sentence's two columns of label names; equal length.
struct SentenceLabels {
  std::span<const std::string> gold;
  std::span<const std::string> predicted;
};

struct Score {
  Counts overall;
  std::map<std::string, Counts, std::less<>> types;  ///< union of the gold and predicted types
  /// Per sentence: counts by type, in sentence order; what bootstrap and randomisation tests need.
  std::vector<std::map<std::string, Counts, std::less<>>> sentences;
  std::int64_t words = 0;
  std::int64_t equal_words =
      0;  ///< words whose two labels are equal; token accuracy = equal / words
  std::int64_t malformed_gold = 0;  ///< I-X that does not continue an X: opens a span, counted here
  std::int64_t malformed_predicted = 0;
};

/// `types` and `overall` from `sentences`.
void add_up(Score& score);

/// @throws Error{kData} with the sentence (its place in the list, from 0) and both lengths, if its
/// columns differ in length.
void check_lengths(std::size_t index, const SentenceLabels& sentence);

/// Counts all sentences in one pass. Each entity is counted in the sentence where it starts, so
/// that the sentences add up to the whole. conlleval's counters run through the file and so do
/// these: a chunk that a sentence's end does not close (unknown prefix without a type) goes on into
/// the next.
/// @throws Error{kData} with sentence and lengths, if two columns differ in length.
[[nodiscard]] Score score_conlleval(std::span<const SentenceLabels> sentences);

/// The one-line signature of a score: what was computed, how, on what.
/// "f1|avg:micro|mode:conlleval|repair:none|types:LOC+ORG+PER|data:<name>@<sha8>|split:<split>|lang:<lang>|v:<version>"
/// The types are the gold ones, so that equal gold gives equal signatures; unknown parts are left
/// out. After the mode come scheme and zero_division, "mode:strict|scheme:IOB2|zero_division:0", if
/// they decide a value.
struct SignatureParts {
  std::string mode = "conlleval";
  std::string data;  ///< corpus reference ("wikiann/de/test": the part after the last slash is the
                     ///< split), or ""
  std::string digest;  ///< SHA-256 of the gold file, first 8 digits shown
  std::string language;
  std::string scheme{};         ///< of mode strict
  std::string zero_division{};  ///< "0" or "1", if asked for
};
[[nodiscard]] std::string signature(const Score& score, const SignatureParts& parts);

}  // namespace xner::score
