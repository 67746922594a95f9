// The parameters of mulda: see stages.hpp.
#include "plugins/mulda/placeholders.hpp"
#include "plugins/mulda/stages.hpp"
#include "plugins/wu_dredze/stages.hpp"

namespace mulda {
namespace {

using xner::sdk::Json;
using xner::sdk::Parameter;

Parameter choice(const char* name, const char* default_value, const char* meaning,
                 std::vector<std::string> choices) {
  return {name, default_value, meaning, {}, {}, std::move(choices)};
}

Parameter bound(const char* name, const char* meaning) {
  return {name, -1, meaning, -1.0, 1e9, {}};
}

/// Where translations come from, and how text and entities are treated.
std::vector<Parameter> ways() {
  std::vector<std::string> forms = placeholder_form_names();
  forms.insert(forms.begin(), "profile");
  return {
      choice("translation", "labelled",
             "where translations come from: labelled translations, placeholder pairs, plain "
             "translations with word alignments, a dictionary, or a translator program",
             {"labelled", "placeholders", "alignment", "dictionary", "translator"}),
      choice("translate_profile", "mulda",
             "crop: where no other parameter says otherwise, CROP's placeholders and filters",
             {"mulda", "crop"}),
      choice("translate_placeholder", "profile", "how an entity is marked in a template", forms),
      choice("translate_entities", "profile",
             "in_context: an entity is translated in brackets in its sentence; alone: by itself",
             {"profile", "in_context", "alone"}),
      choice("translate_hyphens", "mulda",
             "hyphens in words become blanks in templates, and in entities but for Dutch (mulda), "
             "nowhere (keep), everywhere (split)",
             {"mulda", "keep", "split"}),
      choice("translate_tokenise", "auto",
             "how a translator's text becomes words; auto: characters for zh, ja, th, else words",
             {"auto", "spaces", "words", "characters"}),
      choice("translate_casing", "auto",
             "of dictionary words: the source word's (carried), or drawn by its frequencies in the "
             "target's unlabelled text (sampled); auto: sampled for German",
             {"auto", "carried", "sampled"}),
      {"translate_seed", 1, "seed of sampled casing", 0.0, 9e18, {}},
      {"translate_arguments",
       Json::array(),
       "arguments of the translator program: strings that are part of what it says",
       {},
       {},
       {}}};
}

/// Which translations are kept.
std::vector<Parameter> filters() {
  return {
      {"translate_drop_lost", false, "drop a sentence that lost an entity", {}, {}, {}},
      {"translate_drop_literal",
       true,
       "drop a sentence with a placeholder left as text",
       {},
       {},
       {}},
      {"translate_drop_duplicated", true, "drop a sentence with one placeholder twice", {}, {}, {}},
      {"translate_minimum_ratio",
       0.33,
       "target words for a source word, at least; 0: no bound",
       0.0,
       1e6,
       {}},
      {"translate_maximum_ratio",
       3.0,
       "target words for a source word, at most; 0: no bound",
       0.0,
       1e6,
       {}},
      bound("translate_maximum_entities",
            "entities of the source sentence, at most; 0: no bound, -1: as the profile"),
      bound("translate_minimum_words",
            "words of the translation, at least; 0: no bound, -1: as the profile"),
      bound("translate_maximum_words",
            "words of the translation, at most; 0: no bound, -1: as the profile"),
      bound("translate_maximum_repeats",
            "occurrences of one word in the translation, at most; 0: no bound, -1: as the profile"),
      bound("translate_maximum_characters",
            "characters of a word of the translation, at most; 0: no bound, -1: as the profile"),
      bound("translate_limit",
            "keep the first so many that pass; 0: no bound, -1: as the profile")};
}

std::vector<Parameter> make_translation_parameters() {
  std::vector<Parameter> list = ways();
  const std::vector<Parameter> more = filters();
  list.insert(list.end(), more.begin(), more.end());
  return list;
}

}  // namespace

const std::vector<Parameter>& translation_parameters() {
  static const std::vector<Parameter> list = make_translation_parameters();
  return list;
}

const std::vector<Parameter>& training_parameters() {
  static const std::vector<Parameter> list = [] {
    std::vector<Parameter> all = wu_dredze::parameters();
    all.push_back(
        choice("entrans_batch", "pairs",
               "a unit of a batch: a source sentence with its translation (as many updates as "
               "without translations), or a sentence of either (twice as many)",
               {"pairs", "shuffled_union"}));
    all.push_back(
        choice("pairs_missing", "keep",
               "a source sentence without a translation: trained on by itself, or not at all",
               {"keep", "drop"}));
    return all;
  }();
  return list;
}

}  // namespace mulda
