// Templates and dictionaries on real corpora (not part of the project).
#include <cstdlib>
#include <filesystem>
#include <optional>

#include <gtest/gtest.h>

#include "harness/data/catalogue.hpp"
#include "plugins/mulda/fill.hpp"
#include "plugins/mulda/modes.hpp"

namespace {

namespace fs = std::filesystem;
using mulda::PlaceholderForm;
using mulda::SourceSentences;
using mulda::TaggedWords;
using mulda::Tokenise;

class MuldaRealData : public testing::Test {
 protected:
  void SetUp() override {
    const char* named = std::getenv("XNER_SHARED_DATA");
    const fs::path source = std::getenv("XNER_SOURCE");
    data_ = named != nullptr ? fs::path(named) : source / ".." / "shared" / "data";
    if (!fs::is_directory(data_ / "europarl_ner")) GTEST_SKIP() << data_ << " is not there";
    catalogue_.emplace(source / "datasets", data_);
  }
  SourceSentences source(const std::string& reference) {
    return SourceSentences(catalogue_->load(reference));
  }
  fs::path data_;
  std::optional<xner::data::Catalogue> catalogue_;
};

/// The entities' own words, by index.
std::vector<mulda::TranslatedEntity> copies(const TaggedWords& sentence) {
  std::vector<mulda::TranslatedEntity> entities;
  for (const auto& [begin, end, type] : sentence.entities)
    entities.push_back({type,
                        {sentence.words.begin() + static_cast<std::ptrdiff_t>(begin),
                         sentence.words.begin() + static_cast<std::ptrdiff_t>(end)}});
  return entities;
}

TEST_F(MuldaRealData, TemplatesFilledWithTheirOwnEntitiesAreTheSentences) {
  for (const char* reference : {"europarl_ner/en/test", "conll2002/es/dev", "wikiann/de/test"}) {
    for (const auto form : {PlaceholderForm::kTypeIndex, PlaceholderForm::kSlot,
                            PlaceholderForm::kBrackets, PlaceholderForm::kElement}) {
      std::size_t unlike = 0;
      for (const TaggedWords& sentence : source(reference).sentences) {
        const auto entities = copies(sentence);
        std::vector<std::string> types;
        for (const auto& entity : entities) types.push_back(entity.type);
        const std::string text = make_template(form, sentence);
        const auto search = find_placeholders(form, text, types);
        EXPECT_TRUE(search.lost.empty()) << text;
        unlike += fill(text, search.hits, entities, Tokenise::kSpaces) == sentence ? 0 : 1;
      }
      // A sentence that has "[0]" itself, or a word with a blank of another kind inside.
      EXPECT_LE(unlike, 3U) << reference << " form " << static_cast<int>(form);
    }
  }
}

TEST_F(MuldaRealData, DictionariesTranslateWikiAnn) {
  const SourceSentences english = source("wikiann/en/train");
  const std::pair<const char*, const char*> files[] = {
      {"es", "en-es.muse.txt"}, {"de", "en-de.muse.txt"}, {"nl", "en-nl.freedict.tsv"}};
  for (const auto& [language, file] : files) {
    const mulda::Dictionary words(data_ / "dictionaries" / file);
    mulda::CasingCounts casing;
    if (std::string(language) == "de")
      casing = mulda::CasingCounts(catalogue_->load_text("wikiann/de/train"));
    const auto result = from_dictionary(english, words, casing, 1);
    ASSERT_EQ(result.translations.size(), 20000U);
    for (std::size_t s = 0; s < 20000; ++s) {
      const auto& got = result.translations[s].target->entities;
      ASSERT_EQ(got.size(), english.sentences[s].entities.size());
      for (std::size_t e = 0; e < got.size(); ++e)
        EXPECT_EQ(got[e].type, english.sentences[s].entities[e].type);
    }
    const auto& counts = result.facts["words"];
    const double translated = counts["translated"], unknown = counts["unknown"];
    RecordProperty(language, counts.dump());
    EXPECT_GT(translated / (translated + unknown), 0.35) << language << counts;
    if (std::string(language) == "de") {
      EXPECT_GT(counts["sampled_casing"], 0);
    }
  }
}

}  // namespace
