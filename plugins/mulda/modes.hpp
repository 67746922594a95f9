// The ways of translating, one function each: the sentences of the source in, a Translation of each
// out, in the same order. See README.md, "Five ways of translating".
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "harness/data/corpus.hpp"
#include "plugins/mulda/dictionary.hpp"
#include "plugins/mulda/quality.hpp"
#include "plugins/mulda/settings.hpp"
#include "plugins/mulda/tagged_words.hpp"

namespace mulda {

/// The source: `sentences[s]` are words and entities of the sentence with `ids[s]`.
struct SourceSentences {
  std::vector<std::string> ids;
  std::vector<TaggedWords> sentences;

  explicit SourceSentences(const xner::data::LabelledCorpus& corpus);
};

struct ModeResult {
  std::vector<Translation> translations;            ///< one for each sentence of the source
  nlohmann::json facts = nlohmann::json::object();  ///< of this mode, for quality.json
};

/// Labelled translations by source_id; the first of several for one sentence, counted in the fact
/// "further_translations".
[[nodiscard]] ModeResult from_labelled(const SourceSentences& source,
                                       const xner::data::LabelledCorpus& translations);

/// Placeholder pairs. An entity without a line, or with an empty translation, is copied.
/// @throws xner::Error{kData} at the line of a template without its placeholders, or of an entity
/// that is not the source's.
[[nodiscard]] ModeResult from_placeholders(const SourceSentences& source,
                                           const std::filesystem::path& templates,
                                           const std::filesystem::path& entities,
                                           const TranslateSettings& settings);

/// Plain translations (words between blanks) with word alignments.
[[nodiscard]] ModeResult from_alignment(const SourceSentences& source,
                                        const std::filesystem::path& plain,
                                        const std::filesystem::path& alignments);

/// Word by word. Facts: what became of the words.
[[nodiscard]] ModeResult from_dictionary(const SourceSentences& source,
                                         const Dictionary& dictionary, const CasingCounts& casing,
                                         std::uint64_t seed);

/// A batch of texts in, a batch out: Translator::translate.
using TranslateBatch = std::function<std::vector<std::string>(std::span<const std::string> texts)>;

/// Templates, then entities in brackets in their sentences (or alone), then what lost its brackets
/// by itself: two batches at most. Facts: what became of the brackets.
[[nodiscard]] ModeResult from_translator(const SourceSentences& source,
                                         const TranslateBatch& translate,
                                         const TranslateSettings& settings);

}  // namespace mulda
