// The five ways of translating, from their files to labelled words.
#include "plugins/mulda/modes.hpp"

#include <map>
#include <memory>

#include <gmock/gmock.h>

#include "tests/unit/data/temporary_file.hpp"

namespace {

using mulda::Entity;
using mulda::ModeResult;
using mulda::SourceSentences;
using mulda::TaggedWords;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using xner::data::error_of;
using xner::data::TemporaryFile;

/// "a": Ann Lee/PER left Oslo/LOC . - "b": no entity - "c": Oslo/LOC
xner::data::LabelledCorpus corpus() {
  return {{"s",
           "en",
           {{"a", {"Ann", "Lee", "left", "Oslo", "."}, ""},
            {"b", {"It", "rains"}, ""},
            {"c", {"Oslo"}, ""}}},
          xner::data::LabelSet({"LOC", "PER"}),
          {{3, 4, 0, 1, 0}, {0, 0}, {1}}};
}

class Modes : public testing::Test {
 protected:
  [[nodiscard]] ModeResult placeholders(const std::string& templates, const std::string& entities) {
    return from_placeholders(source_, TemporaryFile(templates, "t.tsv").path(),
                             TemporaryFile(entities, "e.tsv").path(), settings_);
  }
  [[nodiscard]] ModeResult alignment(const std::string& plain, const std::string& alignments) {
    return from_alignment(source_, TemporaryFile(plain, "p.tsv").path(),
                          TemporaryFile(alignments, "a.tsv").path());
  }

  SourceSentences source_{corpus()};
  mulda::TranslateSettings settings_;
};

TEST_F(Modes, TheSourceHasItsEntities) {
  EXPECT_THAT(source_.sentences[0].entities, ElementsAre(Entity{0, 2, "PER"}, Entity{3, 4, "LOC"}));
  EXPECT_THAT(source_.sentences[1].entities, IsEmpty());
  EXPECT_EQ(labels_of(source_.sentences[0], corpus().label_set), corpus().labels[0]);
}

TEST_F(Modes, LabelledBySourceId) {
  xner::data::LabelledCorpus translations{{"t",
                                           "de",
                                           {{"1", {"Oslo"}, "c"},
                                            {"2", {"Ann", "ging"}, "a"},
                                            {"3", {"Anna"}, "a"},
                                            {"4", {"x"}, "nowhere"}}},
                                          corpus().label_set,
                                          {{1}, {3, 0}, {3}, {0}}};
  const ModeResult result = from_labelled(source_, translations);
  EXPECT_EQ(result.translations[0].target, (TaggedWords{{"Ann", "ging"}, {{0, 1, "PER"}}}));
  EXPECT_FALSE(result.translations[1].target);
  EXPECT_EQ(result.translations[2].target, (TaggedWords{{"Oslo"}, {{0, 1, "LOC"}}}));
  EXPECT_EQ(result.facts["further_translations"], 1);
}

TEST_F(Modes, PlaceholderPairs) {
  const ModeResult result = placeholders(
      "a\tPER0 left LOC1 .\tAus loc1 ging PER0s Freund&#33;\nc\tLOC0\tIn der Stadt\n",
      "a\t0\tPER\tAnn Lee\tAnna Lee\na\t1\tLOC\tOslo\tOslo-Stadt\nc\t0\tLOC\tOslo\tOslo\n");
  const auto& a = result.translations[0];
  EXPECT_EQ(a.target,
            (TaggedWords{{"Aus", "Oslo", "Stadt", "ging", "Anna", "Lee", "s", "Freund", "!"},
                         {{1, 3, "LOC"}, {4, 6, "PER"}}}));
  EXPECT_EQ(a.exact, 1U);
  EXPECT_EQ(a.repaired, 1U);
  EXPECT_FALSE(result.translations[1].target);
  // A lost placeholder: its text is gone, and nothing is mislabelled.
  EXPECT_EQ(result.translations[2].target, (TaggedWords{{"In", "der", "Stadt"}, {}}));
  EXPECT_THAT(result.translations[2].entities, ElementsAre("lost"));
}

TEST_F(Modes, AnEntityWithoutATranslationIsCopied) {
  const auto result =
      placeholders("a\tPER0 left LOC1 .\tPER0 ging aus LOC1\n", "a\t1\tLOC\tOslo\t \n");
  EXPECT_EQ(result.translations[0].target,
            (TaggedWords{{"Ann", "Lee", "ging", "aus", "Oslo"}, {{0, 2, "PER"}, {4, 5, "LOC"}}}));
  EXPECT_THAT(result.translations[0].entities, ElementsAre("copied", "copied"));
}

TEST_F(Modes, PlaceholderPairsOfAnotherSource) {
  EXPECT_THAT(error_of([&] { (void)placeholders("a\tPER0 left .\tPER0\n", ""); }),
              HasSubstr("t.tsv:1: expected the placeholder LOC1 in the source template"));
  const std::string good = "a\tPER0 left LOC1 .\tPER0\n";
  EXPECT_THAT(error_of([&] { (void)placeholders(good, "a\t2\tPER\tAnn\tAnn\n"); }),
              HasSubstr("e.tsv:1: expected an entity below 2, found 2"));
  EXPECT_THAT(error_of([&] { (void)placeholders(good, "a\t0\tLOC\tAnn Lee\tAnn\n"); }),
              HasSubstr("expected entity 0 of the source, PER 'Ann Lee', found LOC 'Ann Lee'"));
  EXPECT_THAT(error_of([&] { (void)placeholders(good, "a\t0\tPER\tAnn\tAnn\n"); }),
              HasSubstr("found PER 'Ann'"));
  // Ids that this sample has not are nobody's.
  EXPECT_TRUE(placeholders(good + "z\tx\ty\n", "z\t0\tPER\tx\ty\n").translations[0].target);
}

TEST_F(Modes, AlignmentsProject) {
  const ModeResult result =
      alignment("a\tIn Oslo war Ann Lee .\nb\tEs regnet\n", "a\t0-3 1-4 3-1 4-5\n");
  EXPECT_EQ(result.translations[0].target, (TaggedWords{{"In", "Oslo", "war", "Ann", "Lee", "."},
                                                        {{1, 2, "LOC"}, {3, 5, "PER"}}}));
  // A sentence without entities needs no alignment.
  EXPECT_EQ(result.translations[1].target, (TaggedWords{{"Es", "regnet"}, {}}));
  EXPECT_FALSE(result.translations[2].target);
  const auto lost = alignment("a\tIn Oslo\n", "a\t3-1\n").translations[0];
  EXPECT_THAT(lost.entities, ElementsAre("lost", "translated"));
  EXPECT_THAT(lost.lost, ElementsAre(0U));
  EXPECT_THAT(error_of([&] { (void)alignment("a\tx\nb\ty\n", "b\t0-0\n"); }),
              HasSubstr("expected an alignment of sentence 'a'"));
  EXPECT_THAT(error_of([&] { (void)alignment("a\tx\n", "a\t0-1\n"); }), HasSubstr("a.tsv:1"));
}

TEST_F(Modes, TheDictionaryTranslatesAll) {
  const mulda::Dictionary words(TemporaryFile("left ging\nrains regnet\n").path());
  const ModeResult result = from_dictionary(source_, words, {}, 1);
  EXPECT_EQ(result.translations[0].target,
            (TaggedWords{{"Ann", "Lee", "ging", "Oslo", "."}, {{0, 2, "PER"}, {3, 4, "LOC"}}}));
  EXPECT_EQ(result.facts["words"]["copied_names"], 2);
}

/// Answers from a table; what is not in it comes back as it is.
class Table {
 public:
  explicit Table(std::map<std::string, std::string> answers) : answers_(std::move(answers)) {}
  std::vector<std::string> operator()(std::span<const std::string> texts) {
    std::vector<std::string> out;
    for (const std::string& text : texts) {
      asked->push_back(text);
      out.push_back(answers_.contains(text) ? answers_[text] : text);
    }
    return out;
  }
  std::shared_ptr<std::vector<std::string>> asked = std::make_shared<std::vector<std::string>>();

 private:
  std::map<std::string, std::string> answers_;
};

TEST_F(Modes, ATranslatorIsAskedForTemplatesAndEntitiesInContext) {
  Table table({{"PER0 left LOC1 .", "PER0 verliess LOC 1."},
               {"[Ann Lee] left Oslo .", "[Anna Lee] verliess Oslo."},
               {"Ann Lee left [Oslo] .", "Ann Lee verliess Oslo."},
               {"[Location] Oslo", "[Ort] Christiania"},
               {"[Oslo]", "[Oslo und alles danach"}});
  const ModeResult result = from_translator(source_, table, settings_);
  EXPECT_THAT(*table.asked,
              ElementsAre("PER0 left LOC1 .", "It rains", "LOC0", "[Ann Lee] left Oslo .",
                          "Ann Lee left [Oslo] .", "[Oslo]", "[Location] Oslo", "[Location] Oslo"));
  EXPECT_EQ(result.translations[0].target,
            (TaggedWords{{"Anna", "Lee", "verliess", "Christiania", "."},
                         {{0, 2, "PER"}, {3, 4, "LOC"}}}));
  EXPECT_THAT(result.translations[0].entities, ElementsAre("translated", "fallback"));
  // The bracket that does not close takes nothing; the word by itself is taken.
  EXPECT_EQ(result.translations[2].target, (TaggedWords{{"Christiania"}, {{0, 1, "LOC"}}}));
  EXPECT_EQ(result.facts["brackets"],
            json({{"found", 1}, {"none", 1}, {"unclosed", 1}, {"empty", 0}}));
}

TEST_F(Modes, WhatATranslatorLeavesEmptyIsCopied) {
  Table table({{"[Oslo]", "nichts"}, {"[Location] Oslo", "[Ort]"}, {"It rains", ""}});
  const ModeResult result = from_translator(source_, table, settings_);
  EXPECT_EQ(result.translations[2].target, (TaggedWords{{"Oslo"}, {{0, 1, "LOC"}}}));
  EXPECT_THAT(result.translations[2].entities, ElementsAre("copied"));
  EXPECT_FALSE(result.translations[1].target);
}

TEST_F(Modes, EntitiesAloneNeedOneBatch) {
  settings_.entities_in_context = false;
  settings_.placeholder = mulda::PlaceholderForm::kSlot;
  Table table({{"__SLOT0__ left __SLOT1__ .", "__SLOT1__ , __SLOT0__"}, {"Oslo", "Christiania"}});
  const ModeResult result = from_translator(source_, table, settings_);
  EXPECT_THAT(*table.asked, ElementsAre("__SLOT0__ left __SLOT1__ .", "It rains", "__SLOT0__",
                                        "Ann Lee", "Oslo", "Oslo"));
  EXPECT_EQ(result.translations[0].target,
            (TaggedWords{{"Christiania", ",", "Ann", "Lee"}, {{0, 1, "LOC"}, {2, 4, "PER"}}}));
}

}  // namespace
