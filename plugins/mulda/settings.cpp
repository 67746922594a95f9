// See settings.hpp.
#include "plugins/mulda/settings.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/sdk/json_fields.hpp"
#include "plugins/mulda/stages.hpp"

namespace mulda {
namespace {

using xner::sdk::Json;

/// Bounds that a profile has: the parameter "translate_<name>", and what crop says.
constexpr std::array<std::pair<const char*, int>, 6> kBounds{{{"maximum_entities", 2},
                                                              {"minimum_words", 4},
                                                              {"maximum_words", 12},
                                                              {"maximum_repeats", 3},
                                                              {"maximum_characters", 25},
                                                              {"limit", 5000}}};

[[noreturn]] void refuse(const std::string& message) {
  throw xner::Error(xner::ErrorKind::kUsage, "mulda: " + message);
}

Json filter_parameters(const Json& own, bool crop) {
  Json filters;
  for (const char* name :
       {"drop_lost", "drop_literal", "drop_duplicated", "minimum_ratio", "maximum_ratio"})
    filters[name] = own.at(std::string("translate_") + name);
  for (const auto& [name, of_crop] : kBounds) {
    const Json& wanted = own.at(std::string("translate_") + name);
    filters[name] = wanted != -1 ? wanted : Json(crop ? of_crop : 0);
  }
  const auto crossed = [&](const char* least, const char* most) {
    if (filters[most] > 0 && filters[least] > filters[most])
      refuse(fmt::format("expected translate_{} up to translate_{}, found {} and {}", least, most,
                         filters[least].dump(), filters[most].dump()));
  };
  crossed("minimum_ratio", "maximum_ratio");
  crossed("minimum_words", "maximum_words");
  return filters;
}

}  // namespace

std::string language_of_target(std::string_view target) {
  return std::string(target.substr(0, target.find_first_of("_-")));
}

Json stage_parameters(const Json& own, const std::string& language) {
  const std::string mode = own.at("translation");
  const bool crop = own.at("translate_profile") == "crop";
  // Arithmetic of LibTorch has no part in it: one key on any number of threads.
  Json stage{{"mode", mode},
             {"filters", filter_parameters(own, crop)},
             {"device", "cpu"},
             {"threads", 1},
             {"precision", "fp32"}};
  if (mode == "labelled") return stage;
  stage["language"] = language;
  if (mode == "dictionary") {
    const Json& casing = own.at("translate_casing");
    const bool sampled = casing == "sampled" || (casing == "auto" && language == "de");
    stage["casing"] = sampled ? "sampled" : "carried";
    if (sampled) stage["seed"] = own.at("translate_seed");
  }
  if (mode == "placeholders" || mode == "translator") {
    const Json& form = own.at("translate_placeholder");
    stage["placeholder"] = form != "profile" ? form
                           : crop            ? Json("__SLOT{i}__")
                                             : Json(placeholder_form_names().front());
    stage["hyphens"] = own.at("translate_hyphens");
    const Json& words = own.at("translate_tokenise");
    const bool characters = tokenise_of_language(language) == Tokenise::kCharacters;
    stage["tokenise"] = words != "auto" ? words : Json(characters ? "characters" : "words");
  }
  if (mode == "translator") {
    const Json& entities = own.at("translate_entities");
    stage["entities"] = entities != "profile" ? entities : Json(crop ? "alone" : "in_context");
    stage["arguments"] = own.at("translate_arguments");
    for (const Json& argument : stage["arguments"])
      if (!argument.is_string())
        refuse(fmt::format("translate_arguments: expected strings, found {}", argument.dump()));
  }
  return stage;
}

TranslateSettings translate_settings(const Json& stage_parameters) {
  const xner::sdk::JsonFields fields(stage_parameters, "stage 'translate' of mulda");
  const xner::sdk::JsonFields bounds(fields.object("filters"), "its filters");
  TranslateSettings settings;
  settings.mode = fields.text("mode");
  settings.filters = {.drop_lost = bounds.flag("drop_lost"),
                      .drop_literal = bounds.flag("drop_literal"),
                      .drop_duplicated = bounds.flag("drop_duplicated"),
                      .minimum_ratio = bounds.number("minimum_ratio"),
                      .maximum_ratio = bounds.number("maximum_ratio"),
                      .maximum_entities = bounds.natural("maximum_entities"),
                      .minimum_words = bounds.natural("minimum_words"),
                      .maximum_words = bounds.natural("maximum_words"),
                      .maximum_repeats = bounds.natural("maximum_repeats"),
                      .maximum_characters = bounds.natural("maximum_characters"),
                      .limit = bounds.natural("limit")};
  if (fields.has("language")) settings.language = fields.text("language");
  if (fields.has("seed")) settings.seed = fields.natural("seed");
  if (fields.has("placeholder")) {
    const auto form = placeholder_form_from_name(fields.text("placeholder"));
    if (!form) fields.fail("placeholder", "a form of placeholders");
    settings.placeholder = *form;
    const auto rule = tokenise_from_name(fields.text("tokenise"));
    if (!rule) fields.fail("tokenise", "a rule of tokenisation");
    settings.tokenise = *rule;
    const std::string hyphens = fields.text("hyphens");
    settings.hyphens = hyphens == "keep"    ? Hyphens::kKeep
                       : hyphens == "split" ? Hyphens::kSplit
                                            : Hyphens::kMulda;
  }
  if (fields.has("entities"))
    settings.entities_in_context = fields.text("entities") == "in_context";
  if (fields.has("arguments")) settings.arguments = fields.texts("arguments");
  return settings;
}

}  // namespace mulda
