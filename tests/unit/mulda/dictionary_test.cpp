// Word-by-word translation.
#include "plugins/mulda/dictionary.hpp"

#include <algorithm>

#include <gmock/gmock.h>

#include "tests/unit/data/temporary_file.hpp"

namespace {

using mulda::CasingCounts;
using mulda::Dictionary;
using mulda::DictionaryCounts;
using mulda::Entity;
using mulda::TaggedWords;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pointee;
using xner::data::error_of;
using xner::data::TemporaryFile;

TaggedWords translate(const TaggedWords& source, std::string_view lines,
                      const CasingCounts& casing = {}, std::uint64_t seed = 1) {
  DictionaryCounts counts;
  return translate_by_words(source, Dictionary(TemporaryFile(lines).path()), casing, seed, "s1",
                            counts);
}

TEST(DictionaryFile, TheFirstLineOfAWordUnlessItMapsItToItself) {
  // Traps of MUSE: "the the" stands before "the der".
  const Dictionary words(TemporaryFile("the the\nthe der\nthe die\nHouse haus\nbus bus\n").path());
  EXPECT_THAT(words.find("the"), Pointee(ElementsAre("der")));
  EXPECT_THAT(words.find("house"), Pointee(ElementsAre("haus")));
  EXPECT_THAT(words.find("bus"), Pointee(ElementsAre("bus")));
  EXPECT_EQ(words.find("no"), nullptr);
}

TEST(DictionaryFile, TabsAllowBlanksInTranslations) {
  const Dictionary words(TemporaryFile("a\tein paar\nNew York\tNeu York\n").path());
  EXPECT_THAT(words.find("a"), Pointee(ElementsAre("ein", "paar")));
  EXPECT_EQ(words.size(), 1U);
  EXPECT_EQ(words.skipped_lines(), 1U);
}

TEST(DictionaryFile, DefectsAreNamedByLine) {
  EXPECT_THAT(error_of([] { Dictionary(TemporaryFile("a b\nnothing\n").path()); }),
              HasSubstr("f.txt:2:1: expected a word and its translation"));
  EXPECT_THAT(error_of([] { Dictionary(TemporaryFile("city\tid\tOslo\tOslo\n").path()); }),
              HasSubstr("f.txt:1"));
  EXPECT_THAT(error_of([] { Dictionary(TemporaryFile("").path()); }), HasSubstr("at least one"));
  EXPECT_THAT(error_of([] { Dictionary(TemporaryFile("a \xFF\n").path()); }), HasSubstr("f.txt:1"));
}

TEST(WordByWord, LabelsCarryOver) {
  const TaggedWords got = translate(
      {{"Ann", "House", "saw", "the", "United", "House", "!"}, {{0, 2, "PER"}, {4, 6, "ORG"}}},
      "house haus\nsaw sah\nthe das\nunited vereinigtes\nann anna\n");
  // PER is copied although both of its words are in the dictionary.
  EXPECT_THAT(got.words, ElementsAre("Ann", "House", "sah", "das", "Vereinigtes", "Haus", "!"));
  EXPECT_THAT(got.entities, ElementsAre(Entity{0, 2, "PER"}, Entity{4, 6, "ORG"}));
}

TEST(WordByWord, SeveralWordsForOneKeepTheSpans) {
  const TaggedWords got = translate({{"at", "Oslo", "Airport"}, {{1, 2, "LOC"}, {2, 3, "LOC"}}},
                                    "at\tin der\noslo\tStadt Oslo\nairport\tFlughafen\n");
  EXPECT_THAT(got.words, ElementsAre("in", "der", "Stadt", "Oslo", "Flughafen"));
  EXPECT_THAT(got.entities, ElementsAre(Entity{2, 4, "LOC"}, Entity{4, 5, "LOC"}));
}

TEST(WordByWord, CasingIsTheSourceWords) {
  const TaggedWords got =
      translate({{"HOUSE", "House", "house", "iHouse", "A"}, {}}, "house öl\na ein\nihouse iöl\n");
  EXPECT_THAT(got.words, ElementsAre("ÖL", "Öl", "öl", "iöl", "Ein"));
}

TEST(WordByWord, SampledCasingFollowsTheCorpusAndOnlyItsSeed) {
  xner::data::TextCorpus corpus;
  corpus.sentences.push_back({"1", {"Haus", "Haus", "Haus", "haus", "sehen"}, ""});
  const CasingCounts casing(corpus);
  TaggedWords source;
  source.words.assign(4000, "house");
  const TaggedWords got = translate(source, "house haus\n", casing);
  const auto capital = std::count(got.words.begin(), got.words.end(), "Haus");
  EXPECT_NEAR(static_cast<double>(capital), 3000, 120);
  EXPECT_EQ(got, translate(source, "house haus\n", casing));
  EXPECT_NE(got, translate(source, "house haus\n", casing, 2));
  // A draw is of its word's place alone: what stands before does not move it.
  TaggedWords changed = source;
  changed.words[0] = "unknown";
  const TaggedWords other = translate(changed, "house haus\n", casing);
  EXPECT_TRUE(std::equal(got.words.begin() + 1, got.words.end(), other.words.begin() + 1));
  // What the corpus has not is cased as the source.
  EXPECT_THAT(translate({{"CAR"}, {}}, "car auto\n", casing).words, ElementsAre("AUTO"));
}

TEST(WordByWord, CountsWhatBecameOfTheWords) {
  DictionaryCounts counts;
  const Dictionary words(TemporaryFile("left ging\n").path());
  (void)translate_by_words({{"Ann", "left", "Oslo", ",", "1984"}, {{0, 1, "PER"}, {2, 3, "LOC"}}},
                           words, {}, 1, "1", counts);
  EXPECT_EQ(counts.copied_names, 1U);
  EXPECT_EQ(counts.translated, 1U);
  EXPECT_EQ(counts.unknown, 1U);
  EXPECT_EQ(counts.not_words, 2U);
}

}  // namespace
