// The invented languages of the generated sample: words by meaning, so that one sentence can be
// said in each of them. "aa" is the source. The targets share with it a part of the stems
// (cognates, with endings of their own), of the function words, of the affixes of names and of the
// titles, and all international names; the rest is theirs alone and can be learnt only from their
// text or from translations. Word order differs as said below.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace xner::data {

enum class SampleFunction { kArticle, kAnd, kThat, kIn, kFrom, kTo, kOf, kWith, kOn, kAt };
inline constexpr std::size_t kSampleFunctions = 10;

/// Verbs by what they say of their subject: persons say, anyone goes, firms trade, clubs play, all
/// others do.
enum class SampleVerb { kSay, kGo, kTrade, kPlay, kDo };
inline constexpr std::size_t kSampleVerbs = 5;

/// Of the first languages (aa, bb, cc) random-tiny's vocabulary knows words whole; of the others,
/// syllables and what they share.
inline constexpr std::size_t kSampleKnownLanguages = 3;

/// One language. Lists of equal name have equal length in all languages: index i means the same
/// thing.
struct SampleLanguage {
  std::string code;
  // Order of words.
  bool adjective_after_noun = false;
  bool postpositions = false;  ///< "Kelborg in" for "in Kelborg"
  bool verb_last = false;

  std::array<std::string, kSampleFunctions> functions;  ///< "" where the language has no such word
  std::array<std::vector<std::string>, kSampleVerbs> verbs;
  std::vector<std::string> nouns;  ///< some are capitalised in bb
  std::vector<std::string> adjectives;
  std::vector<std::string> adverbs;
  std::vector<std::string> days;    ///< capitalised, never part of a name
  std::vector<std::string> titles;  ///< before persons, never part of the name
  // Parts of names.
  std::vector<std::string> surname_endings;
  std::vector<std::string> place_endings;
  std::vector<std::string> people_endings;  ///< "Kelboresk" from "Kelbor"
  std::vector<std::string> firm_words;      ///< "Temru Korpa"
  std::vector<std::string> event_words;     ///< "Temru Kupta 1987"
  std::vector<std::string> given_names;     ///< of this language's people
  std::vector<std::string> roots;           ///< of this language's names of all types
  double local_names = 0.5;  ///< share of names from its own lists, the rest is international
};

struct SampleWorld {
  std::vector<std::string> given_names;  ///< international
  std::vector<std::string> roots;        ///< international
  std::vector<SampleLanguage> languages;

  /// The language of a code. @throws Error{kUsage} with the nearest code.
  [[nodiscard]] const SampleLanguage& language(std::string_view code) const;
};

[[nodiscard]] SampleWorld make_sample_world(std::uint64_t seed);

/// Letters of the stem of every noun, adjective, verb and adverb; the rest is the ending.
inline constexpr std::size_t kSampleStem = 5;

/// The word with its first letter in upper case (all letters are ASCII).
[[nodiscard]] std::string capitalised(std::string word);

/// All syllables that words are built of, in a fixed order: the pieces of names that the vocabulary
/// does not know whole.
[[nodiscard]] std::vector<std::string> sample_syllables();

}  // namespace xner::data
