// Word-by-word translation with a dictionary (Wu et al. 2020, "UniTrans"):
// one word for one word, so labels carry over.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/data/corpus.hpp"
#include "plugins/mulda/letters.hpp"
#include "plugins/mulda/tagged_words.hpp"

namespace mulda {

/// Translations of lower-cased words; a translation may be several words.
class Dictionary {
 public:
  /// "word TAB translation" a line, or with blanks where the file has no tab (MUSE). A word's first
  /// line counts, but a line that maps a word to itself only if the word has no other. Lines whose
  /// source is several words are left out.
  /// @throws xner::Error{kIo, kData} with the line.
  explicit Dictionary(const std::filesystem::path& file);

  /// nullptr if there is none. @param lower_cased the word.
  [[nodiscard]] const std::vector<std::string>* find(const std::string& lower_cased) const;
  [[nodiscard]] std::size_t size() const noexcept { return words_.size(); }
  [[nodiscard]] std::size_t skipped_lines() const noexcept { return skipped_; }

 private:
  std::unordered_map<std::string, std::vector<std::string>> words_;
  std::size_t skipped_ = 0;
};

/// How often a target corpus writes a word in which casing: German's nouns.
class CasingCounts {
 public:
  CasingCounts() = default;  ///< knows no word
  explicit CasingCounts(const xner::data::TextCorpus& corpus);
  /// One of the casings that the word has in the corpus, each as likely as it is frequent.
  /// @param draw in [0, 1). @returns kNone for a word that the corpus has not.
  [[nodiscard]] Casing sample(const std::string& lower_cased, double draw) const;

 private:
  std::unordered_map<std::string, std::map<Casing, std::size_t>> counts_;
};

/// What became of the words.
struct DictionaryCounts {
  std::size_t translated = 0;
  std::size_t copied_names = 0;  ///< words of PER
  std::size_t unknown = 0;       ///< copied, not in the dictionary
  std::size_t not_words = 0;     ///< copied: punctuation and numbers
  std::size_t sampled_casing = 0;
};

/// Every word by itself: PER copied; else looked up in lower case, and copied if unknown. The
/// casing is the source word's (UPPER, Capital, lower), or sampled where `casing` knows the
/// translation.
/// @param seed of the draws, which depend on it, on `id` and on the word's place alone.
[[nodiscard]] TaggedWords translate_by_words(const TaggedWords& source,
                                             const Dictionary& dictionary,
                                             const CasingCounts& casing, std::uint64_t seed,
                                             std::string_view id, DictionaryCounts& counts);

}  // namespace mulda
