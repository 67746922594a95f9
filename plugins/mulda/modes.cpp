// Modes whose labels come with the words: labelled translations, alignments, dictionaries. See
// modes.hpp.
#include "plugins/mulda/modes.hpp"

#include <unordered_map>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "plugins/mulda/projection.hpp"
#include "plugins/mulda/tokenise.hpp"
#include "plugins/mulda/translation_files.hpp"

namespace mulda {
namespace fs = std::filesystem;

SourceSentences::SourceSentences(const xner::data::LabelledCorpus& corpus) {
  for (std::size_t s = 0; s < corpus.size(); ++s) {
    ids.push_back(corpus.text.sentences[s].id);
    sentences.push_back(
        {corpus.text.sentences[s].words, entities_of(corpus.labels[s], corpus.label_set)});
  }
}

ModeResult from_labelled(const SourceSentences& source,
                         const xner::data::LabelledCorpus& translations) {
  std::unordered_map<std::string, std::size_t> number_of;
  for (std::size_t s = 0; s < source.ids.size(); ++s) number_of.emplace(source.ids[s], s);
  ModeResult result{std::vector<Translation>(source.ids.size()), {}};
  std::size_t further = 0;
  for (std::size_t t = 0; t < translations.size(); ++t) {
    const auto at = number_of.find(translations.text.sentences[t].source_id);
    if (at == number_of.end()) continue;
    auto& target = result.translations[at->second].target;
    if (target)
      ++further;
    else
      target = TaggedWords{translations.text.sentences[t].words,
                           entities_of(translations.labels[t], translations.label_set)};
  }
  result.facts = {{"further_translations", further}};
  return result;
}

ModeResult from_alignment(const SourceSentences& source, const fs::path& plain,
                          const fs::path& alignments) {
  const auto sentences = read_sentences(plain);
  const auto links = read_sentences(alignments);
  ModeResult result{std::vector<Translation>(source.ids.size()), nlohmann::json::object()};
  for (std::size_t s = 0; s < source.ids.size(); ++s) {
    const auto text = sentences.find(source.ids[s]);
    if (text == sentences.end()) continue;
    const TaggedWords& from = source.sentences[s];
    Translation& to = result.translations[s];
    to.target = TaggedWords{tokenise(text->second.text, Tokenise::kSpaces), {}};
    to.entities.assign(from.entities.size(), "translated");
    const auto aligned = links.find(source.ids[s]);
    if (aligned == links.end() && !from.entities.empty())
      throw xner::Error(
          xner::ErrorKind::kData,
          fmt::format("expected an alignment of sentence '{}', which has a translation and "
                      "entities, found none",
                      source.ids[s]),
          xner::Place{alignments.string()});
    if (aligned == links.end()) continue;
    const auto projected = project(
        from.entities,
        parse_alignment(aligned->second, alignments, from.words.size(), to.target->words.size()),
        to.target->words);
    to.target->entities = projected.entities;
    for (const std::size_t e : projected.lost) to.entities[e] = "lost";
    for (const std::size_t e : projected.merged) to.entities[e] = "merged";
    for (const std::size_t e : projected.beaten) to.entities[e] = "beaten";
    to.lost = projected.lost;
  }
  return result;
}

ModeResult from_dictionary(const SourceSentences& source, const Dictionary& dictionary,
                           const CasingCounts& casing, std::uint64_t seed) {
  ModeResult result;
  DictionaryCounts counts;
  for (std::size_t s = 0; s < source.ids.size(); ++s) {
    Translation& one = result.translations.emplace_back();
    one.target =
        translate_by_words(source.sentences[s], dictionary, casing, seed, source.ids[s], counts);
    one.entities.assign(one.target->entities.size(), "translated");
  }
  result.facts = {{"dictionary_words", dictionary.size()},
                  {"dictionary_lines_left_out", dictionary.skipped_lines()},
                  {"words",
                   {{"translated", counts.translated},
                    {"copied_names", counts.copied_names},
                    {"unknown", counts.unknown},
                    {"not_words", counts.not_words},
                    {"sampled_casing", counts.sampled_casing}}}};
  return result;
}

}  // namespace mulda
