// Corpora in memory, and their canonical file (JSON lines) in which xner hands them to a worker.
// Two types on purpose: a TextCorpus has no labels to leak. Targets reach a worker only as
// TextCorpus.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/data/labels.hpp"

namespace xner::data {

struct Sentence {
  std::string id;                  ///< unique in its corpus; from the file, or its number from 1
  std::vector<std::string> words;  ///< valid UTF-8, never empty
  std::string source_id;           ///< id of the sentence that this one translates, or ""
};

/// Unlabelled sentences of one language.
struct TextCorpus {
  std::string name;      ///< "<family>/<part>/<split>", e.g. "wikiann/de/test"
  std::string language;  ///< BCP 47 code, e.g. "de"
  std::vector<Sentence> sentences;

  [[nodiscard]] std::size_t word_count() const noexcept;
};

/// Sentences with one IOB2 label a word: `labels[s].size() == text.sentences[s].words.size()`.
struct LabelledCorpus {
  TextCorpus text;
  LabelSet label_set;
  std::vector<std::vector<LabelId>> labels;

  [[nodiscard]] std::size_t size() const noexcept { return text.sentences.size(); }
};

/// The canonical form: one JSON object a line. First {"name","language","labels":[names] if
/// labelled}, then for each sentence {"id","words":[...], "source_id" if any, "labels":[names] if
/// labelled}. Equal corpora give equal bytes.
[[nodiscard]] std::string to_canonical(const TextCorpus& corpus);
[[nodiscard]] std::string to_canonical(const LabelledCorpus& corpus);

/// Reads the canonical form. A labelled file read as text keeps no label.
/// @throws Error{kData} with the line, if the file is not canonical.
[[nodiscard]] TextCorpus read_text_corpus(const std::filesystem::path& file);
[[nodiscard]] LabelledCorpus read_labelled_corpus(const std::filesystem::path& file);

/// The labelled corpus with its labels named in another label set (types missing in `label_set` are
/// an error).
/// @throws Error{kData} naming the first label that `label_set` does not have.
[[nodiscard]] LabelledCorpus relabel(LabelledCorpus corpus, const LabelSet& label_set);

}  // namespace xner::data
