// The files that translations come in, and what is wrong with them.
#include "plugins/mulda/translation_files.hpp"

#include <gmock/gmock.h>

#include "tests/unit/data/temporary_file.hpp"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using xner::data::error_of;
using xner::data::TemporaryFile;

TEST(TranslationFiles, SentencesByIdOrByLine) {
  const auto keyed = mulda::read_sentences(TemporaryFile("b\tzwei\na\teins\nc\t\n").path());
  EXPECT_EQ(keyed.at("a").text, "eins");
  EXPECT_EQ(keyed.at("b").line, 1U);
  EXPECT_FALSE(keyed.contains("c"));
  const auto counted = mulda::read_sentences(TemporaryFile("eins\n\ndrei\n").path());
  EXPECT_EQ(counted.at("3").text, "drei");
  EXPECT_FALSE(counted.contains("2"));
}

TEST(TranslationFiles, SentencesThatAreWrong) {
  EXPECT_THAT(error_of([] { (void)mulda::read_sentences(TemporaryFile("a\tx\na\ty\n").path()); }),
              HasSubstr("f.txt:2: expected each id once, found 'a' again"));
  EXPECT_THAT(error_of([] { (void)mulda::read_sentences(TemporaryFile("a\tx\tz\n").path()); }),
              HasSubstr("expected 2 fields between tabs (id, text), found 3"));
  EXPECT_THAT(error_of([] { (void)mulda::read_sentences(TemporaryFile("a\tx\nno id\n").path()); }),
              HasSubstr("f.txt:2: expected 2 fields"));
}

TEST(TranslationFiles, Alignments) {
  EXPECT_THAT(mulda::parse_alignment({"0-0 1-2  2-1", 1}, "f", 3, 3),
              ElementsAre(Pair(0, 0), Pair(1, 2), Pair(2, 1)));
  for (const char* wrong : {"0", "0-", "-1", "a-b", "0-0-0", "0:0", "1.0-0"})
    EXPECT_THAT(error_of([&] {
                  (void)mulda::parse_alignment({wrong, 7}, "f", 3, 3);
                }),
                HasSubstr("f:7: expected pairs of words such as 0-0"))
        << wrong;
  EXPECT_THAT(error_of([] {
                (void)mulda::parse_alignment({"3-0", 7}, "f", 3, 3);
              }),
              HasSubstr("sentences of 3 and 3 words, counted from 0, found '3-0'"));
  EXPECT_THAT(error_of([] {
                (void)mulda::parse_alignment({"0-3", 7}, "f", 3, 3);
              }),
              HasSubstr("found '0-3'"));
}

TEST(TranslationFiles, PlaceholderPairs) {
  const auto templates = mulda::read_templates(TemporaryFile("a\tPER0 .\tPER0.\n").path());
  EXPECT_EQ(templates.at("a").target, "PER0.");
  const auto entities =
      mulda::read_entities(TemporaryFile("a\t1\tLOC\tOslo\tOslo\na\t0\tPER\tAnn\t\n").path());
  EXPECT_EQ(entities.at("a").at(0).source, "Ann");
  EXPECT_EQ(entities.at("a").at(0).target, "");
  EXPECT_EQ(entities.at("a").at(1).line, 1U);
  EXPECT_THAT(error_of([] { (void)mulda::read_templates(TemporaryFile("a\tb\n").path()); }),
              HasSubstr("expected 3 fields"));
  EXPECT_THAT(error_of([] { (void)mulda::read_entities(TemporaryFile("a\tx\tP\tb\tc\n").path()); }),
              HasSubstr("expected j"));
  EXPECT_THAT(error_of([] {
                (void)mulda::read_entities(TemporaryFile("a\t0\tP\tb\tc\na\t0\tP\tb\tc\n").path());
              }),
              HasSubstr("f.txt:2: expected each entity once"));
}

}  // namespace
