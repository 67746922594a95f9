// Parameters, profiles, and what of them is in a stage's key.
#include "plugins/mulda/settings.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/sdk/planning.hpp"
#include "plugins/mulda/stages.hpp"

namespace {

using testing::HasSubstr;
using xner::sdk::Json;

Json stage(const Json& given, const std::string& language = "de") {
  return mulda::stage_parameters(
      xner::sdk::own_parameters(mulda::translation_parameters(), given, "mulda"), language);
}

TEST(MuldaSettings, OnlyWhatMattersIsInTheStage) {
  const Json labelled = stage({{"translation", "labelled"}});
  EXPECT_EQ(labelled, stage({{"translate_placeholder", "[{i}]"}, {"translate_seed", 7}}, "nl"));
  EXPECT_NE(labelled, stage({{"translate_maximum_ratio", 2.0}}));
  EXPECT_EQ(stage({{"translation", "dictionary"}}, "nl"),
            stage({{"translation", "dictionary"}, {"translate_seed", 7}}, "nl"));
  EXPECT_NE(stage({{"translation", "dictionary"}}),
            stage({{"translation", "dictionary"}, {"translate_seed", 7}}));
  // Parameters of others may stand beside them.
  EXPECT_EQ(labelled, stage({{"alpha", 0.5}}));
}

TEST(MuldaSettings, ProfileOfCropAndDepartures) {
  const auto crop = mulda::translate_settings(stage(
      {{"translation", "translator"}, {"translate_profile", "crop"}, {"translate_limit", 9}}));
  EXPECT_EQ(crop.placeholder, mulda::PlaceholderForm::kSlot);
  EXPECT_FALSE(crop.entities_in_context);
  EXPECT_EQ(crop.filters.maximum_entities, 2U);
  EXPECT_EQ(crop.filters.minimum_words, 4U);
  EXPECT_EQ(crop.filters.maximum_words, 12U);
  EXPECT_EQ(crop.filters.maximum_repeats, 3U);
  EXPECT_EQ(crop.filters.maximum_characters, 25U);
  EXPECT_EQ(crop.filters.limit, 9U);
  const auto mulda = mulda::translate_settings(stage({{"translation", "translator"}}));
  EXPECT_EQ(mulda.placeholder, mulda::PlaceholderForm::kTypeIndex);
  EXPECT_TRUE(mulda.entities_in_context);
  EXPECT_EQ(mulda.filters.maximum_words, 0U);
  EXPECT_DOUBLE_EQ(mulda.filters.minimum_ratio, 0.33);
  EXPECT_FALSE(mulda.filters.drop_lost);
}

TEST(MuldaSettings, LanguagesDecideCasingCharactersAndHyphens) {
  EXPECT_EQ(stage({{"translation", "dictionary"}}, "de")["casing"], "sampled");
  EXPECT_EQ(stage({{"translation", "dictionary"}}, "nl")["casing"], "carried");
  const auto of = [](const std::string& language, const Json& more = {}) {
    Json given{{"translation", "translator"}};
    if (!more.is_null()) given.update(more);
    return mulda::translate_settings(stage(given, language));
  };
  EXPECT_EQ(of("zh").tokenise, mulda::Tokenise::kCharacters);
  EXPECT_EQ(of("es").tokenise, mulda::Tokenise::kWords);
  EXPECT_EQ(of("es", {{"translate_tokenise", "spaces"}}).tokenise, mulda::Tokenise::kSpaces);
  EXPECT_TRUE(of("nl").split_template());
  EXPECT_FALSE(of("nl").split_entity());
  EXPECT_TRUE(of("es").split_entity());
  EXPECT_FALSE(of("es", {{"translate_hyphens", "keep"}}).split_template());
  EXPECT_TRUE(of("nl", {{"translate_hyphens", "split"}}).split_entity());
  EXPECT_EQ(mulda::language_of_target("sv_talbanken"), "sv");
  EXPECT_EQ(mulda::language_of_target("de"), "de");
}

TEST(MuldaSettings, Refusals) {
  const auto refusal = [](const Json& given) -> std::string {
    try {
      (void)stage(given);
    } catch (const xner::Error& error) {
      EXPECT_EQ(error.kind(), xner::ErrorKind::kUsage);
      return error.what();
    }
    return "no error";
  };
  EXPECT_THAT(refusal({{"translation", "magic"}}), HasSubstr("translation"));
  EXPECT_THAT(refusal({{"translate_minimum_ratio", 4.0}}), HasSubstr("found 4.0 and 3.0"));
  EXPECT_THAT(refusal({{"translate_minimum_words", 4}, {"translate_maximum_words", 3}}),
              HasSubstr("translate_minimum_words"));
  EXPECT_THAT(refusal({{"translation", "translator"}, {"translate_arguments", {1}}}),
              HasSubstr("expected strings, found 1"));
}

}  // namespace
