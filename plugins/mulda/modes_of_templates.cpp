// Modes that translate templates: placeholder pairs, and a live translator. See modes.hpp.
#include <algorithm>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"
#include "plugins/mulda/brackets.hpp"
#include "plugins/mulda/clean.hpp"
#include "plugins/mulda/fill.hpp"
#include "plugins/mulda/modes.hpp"
#include "plugins/mulda/translation_files.hpp"

namespace mulda {
namespace fs = std::filesystem;
namespace {

std::vector<std::string> types_of(const TaggedWords& sentence) {
  std::vector<std::string> types;
  for (const Entity& entity : sentence.entities) types.push_back(entity.type);
  return types;
}

std::span<const std::string> words_of(const TaggedWords& sentence, const Entity& entity) {
  return std::span(sentence.words).subspan(entity.begin, entity.end - entity.begin);
}

/// An entity's words in the target's language, and how they were found.
struct FoundEntity {
  std::string text;    ///< "": copied from the source
  std::string status;  ///< "translated" or "fallback"
};

/// Steps 5 to 8: from a translated template and its entities' translations.
Translation assemble(const TaggedWords& source, std::string_view translated_template,
                     const std::vector<FoundEntity>& found, const TranslateSettings& settings) {
  const std::string text = clean(translated_template, settings.split_template());
  const auto types = types_of(source);
  const PlaceholderSearch search = find_placeholders(settings.placeholder, text, types);
  Translation translation;
  std::vector<TranslatedEntity> entities;
  for (std::size_t e = 0; e < types.size(); ++e) {
    auto words = tokenise(clean(found[e].text, settings.split_entity()), settings.tokenise);
    translation.entities.push_back(words.empty() ? "copied" : found[e].status);
    if (words.empty()) {
      const auto copied = words_of(source, source.entities[e]);
      words.assign(copied.begin(), copied.end());
    }
    entities.push_back({types[e], std::move(words)});
  }
  for (const std::size_t e : search.lost) translation.entities[e] = "lost";
  for (const PlaceholderHit& hit : search.hits)
    ++(hit.exact ? translation.exact : translation.repaired);
  translation.target = fill(text, search.hits, entities, settings.tokenise);
  translation.lost = search.lost;
  translation.duplicated = search.duplicated;
  translation.unknown = search.unknown;
  return translation;
}

[[noreturn]] void fail(const fs::path& file, std::size_t line, const std::string& message,
                       std::string hint = {}) {
  throw xner::Error(xner::ErrorKind::kData, message, xner::Place{file.string(), line},
                    std::move(hint));
}

/// The source's template must have the placeholders that are looked for in the target's.
void check_template(const TemplatePair& pair, const TaggedWords& source, const fs::path& file,
                    PlaceholderForm form) {
  const auto search = find_placeholders(form, pair.source, types_of(source));
  const bool exact =
      search.lost.empty() && std::all_of(search.hits.begin(), search.hits.end(),
                                         [](const PlaceholderHit& hit) { return hit.exact; });
  if (exact) return;
  const std::size_t missing = search.lost.empty() ? 0 : search.lost[0];
  fail(file, pair.line,
       fmt::format("expected the placeholder {} in the source template, found '{}'",
                   placeholder(form, source.entities[missing].type, missing),
                   xner::shortened(pair.source)),
       "translate_placeholder says how they are written");
}

/// A line of the entities' file must be about the source's entity.
void check_entity(const EntityPair& pair, std::size_t index, const TaggedWords& source,
                  const fs::path& file) {
  if (index >= source.entities.size())
    fail(file, pair.line,
         fmt::format("expected an entity below {}, found {}", source.entities.size(), index),
         "entities are counted from 0");
  const Entity& entity = source.entities[index];
  const std::string surface = joined(words_of(source, entity));
  if (pair.type != entity.type || pair.source != surface)
    fail(file, pair.line,
         fmt::format("expected entity {} of the source, {} '{}', found {} '{}'", index, entity.type,
                     surface, xner::shortened(pair.type), xner::shortened(pair.source)));
}

}  // namespace

ModeResult from_placeholders(const SourceSentences& source, const fs::path& templates,
                             const fs::path& entities, const TranslateSettings& settings) {
  const auto pairs = read_templates(templates);
  const auto surfaces = read_entities(entities);
  ModeResult result{std::vector<Translation>(source.ids.size()), nlohmann::json::object()};
  for (std::size_t s = 0; s < source.ids.size(); ++s) {
    const auto pair = pairs.find(source.ids[s]);
    if (pair == pairs.end() || pair->second.target.empty()) continue;
    const TaggedWords& from = source.sentences[s];
    check_template(pair->second, from, templates, settings.placeholder);
    std::vector<FoundEntity> found(from.entities.size(), {"", "translated"});
    if (const auto own = surfaces.find(source.ids[s]); own != surfaces.end()) {
      for (const auto& [index, entity] : own->second) {
        check_entity(entity, index, from, entities);
        found[index].text = entity.target;
      }
    }
    result.translations[s] = assemble(from, pair->second.target, found, settings);
  }
  return result;
}

namespace {

/// One entity of the source on its way through a translator.
struct Asked {
  std::size_t sentence;
  std::size_t entity;
};

struct BracketCounts {
  std::size_t found = 0, none = 0, unclosed = 0, empty = 0;

  void add(BracketStatus status) {
    ++(status == BracketStatus::kFound      ? found
       : status == BracketStatus::kNone     ? none
       : status == BracketStatus::kUnclosed ? unclosed
                                            : empty);
  }
};

}  // namespace

ModeResult from_translator(const SourceSentences& source, const TranslateBatch& translate,
                           const TranslateSettings& settings) {
  std::vector<std::string> texts;
  std::vector<Asked> asked;
  for (const TaggedWords& sentence : source.sentences)
    texts.push_back(make_template(settings.placeholder, sentence));
  std::vector<std::vector<FoundEntity>> found(source.ids.size());
  for (std::size_t s = 0; s < source.ids.size(); ++s) {
    const TaggedWords& sentence = source.sentences[s];
    found[s].assign(sentence.entities.size(), {"", "translated"});
    for (std::size_t e = 0; e < sentence.entities.size(); ++e) {
      asked.push_back({s, e});
      texts.push_back(settings.entities_in_context
                          ? bracketed(sentence.words, sentence.entities[e])
                          : joined(words_of(sentence, sentence.entities[e])));
    }
  }
  const std::vector<std::string> answers = translate(texts);

  BracketCounts brackets;
  std::vector<Asked> again;
  std::vector<std::string> alone;
  for (std::size_t k = 0; k < asked.size(); ++k) {
    const auto [s, e] = asked[k];
    const std::string& answer = answers[source.ids.size() + k];
    if (!settings.entities_in_context) {
      found[s][e].text = answer;
      continue;
    }
    const Bracketed stretch = in_brackets(clean(answer, false));
    brackets.add(stretch.status);
    found[s][e].text = stretch.text;
    if (stretch.status == BracketStatus::kFound) continue;
    const Entity& entity = source.sentences[s].entities[e];
    again.push_back({s, e});
    alone.push_back(named_by_type(entity.type, joined(words_of(source.sentences[s], entity))));
  }
  if (!alone.empty()) {
    const std::vector<std::string> second = translate(alone);
    for (std::size_t k = 0; k < again.size(); ++k)
      found[again[k].sentence][again[k].entity] = {outside_brackets(clean(second[k], false)),
                                                   "fallback"};
  }

  ModeResult result{std::vector<Translation>(source.ids.size()), {}};
  for (std::size_t s = 0; s < source.ids.size(); ++s)
    if (!answers[s].empty())
      result.translations[s] = assemble(source.sentences[s], answers[s], found[s], settings);
  result.facts = {{"brackets",
                   {{"found", brackets.found},
                    {"none", brackets.none},
                    {"unclosed", brackets.unclosed},
                    {"empty", brackets.empty}}}};
  return result;
}

}  // namespace mulda
