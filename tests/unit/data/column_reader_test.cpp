// harness/data/column_reader.cpp: defects of real files, and the formats of the
// descriptors.
#include "harness/data/column_reader.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/data/temporary_file.hpp"

namespace xner::data {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

ReadCorpus read(const std::string& bytes, const ColumnFormat& format = {}) {
  return read_columns(LineReader(std::make_unique<std::istringstream>(bytes), format.repair_utf8),
                      "f.txt", "n", "xx", format);
}

/// "a/B-X b/I-X | c/O": sentences with their labels.
std::string shown(const ReadCorpus& read) {
  const LabelledCorpus& corpus = read.corpus;
  std::string out;
  for (std::size_t s = 0; s < corpus.size(); ++s) {
    if (s > 0) out += " |";
    for (std::size_t w = 0; w < corpus.text.sentences[s].words.size(); ++w) {
      if (!out.empty()) out += ' ';
      out += corpus.text.sentences[s].words[w];
      if (!corpus.labels.empty()) out += "/" + corpus.label_set.name(corpus.labels[s][w]);
    }
  }
  return out;
}
std::string shown(const std::string& bytes, const ColumnFormat& format = {}) {
  return shown(read(bytes, format));
}
std::string refused(const std::string& bytes, const ColumnFormat& format = {}) {
  return error_of([&] { (void)read(bytes, format); });
}

TEST(ColumnReader, ReadsTwoToFourColumns) {
  EXPECT_EQ(shown("Ana B-PER\nva O\n\nMar B-LOC\nX I-LOC\n"), "Ana/B-PER va/O | Mar/B-LOC X/I-LOC");
  EXPECT_EQ(shown("Ana NC B-PER\n"), "Ana/B-PER");
  EXPECT_EQ(shown("Ana NNP I-NP B-PER  \n"), "Ana/B-PER");
  EXPECT_EQ(read("Ana O\n\nva O\n").corpus.text.sentences[1].id, "2");
}

TEST(ColumnReader, LabelsFollowTheAlphabetNotTheFile) {
  const auto corpus = read("a B-Z\nb B-A\n").corpus;
  EXPECT_EQ(corpus.label_set, LabelSet({"A", "Z"}));
  EXPECT_EQ(corpus.labels[0], (std::vector<LabelId>{3, 1}));
}

TEST(ColumnReader, OneSeparatorAFile) {
  EXPECT_EQ(shown("20 000\tO\nkm\tB-X\n"), "20 000/O km/B-X");
  EXPECT_THAT(refused("a\tO\nb O\n"),
              StartsWith("f.txt:2:1: expected 2 columns separated by tabs, found 1"));
  EXPECT_EQ(shown("a   B-X \n"), "a/B-X");
  ColumnFormat blanks;
  blanks.separator = Separator::kSpace;
  EXPECT_EQ(shown("a\tO\nb O\n", blanks), "a/O b/O");
}

TEST(ColumnReader, ColumnCountsMustNotChange) {
  EXPECT_THAT(refused("a x O\nb O\n"),
              StartsWith("f.txt:2:1: expected 3 columns separated by blanks, found 2"));
  EXPECT_THAT(refused("a O\nb x O\n"), StartsWith("f.txt:2:5: expected 2 columns"));
  ColumnFormat three;
  three.columns = 3;
  EXPECT_THAT(refused("a O\n", three), StartsWith("f.txt:1:1: expected 3 columns"));
  ColumnFormat far;
  far.label = 5;
  EXPECT_THAT(refused("a O\n", far), StartsWith("f.txt:1:1: expected 5 columns"));
}

TEST(ColumnReader, RefusesEmptyWordsAndBadTags) {
  EXPECT_THAT(refused("\tO\n"),
              StartsWith("f.txt:1:1: expected a word of 1 to 4096 bytes, found 0"));
  EXPECT_THAT(refused("a O\nb PER\n"),
              StartsWith("f.txt:2:3: expected 'O' or a tag of the scheme iob2, found 'PER'"));
  EXPECT_THAT(refused("a S-PER\n"), HasSubstr("found 'S-PER'"));
  EXPECT_THAT(refused(std::string(4097, 'x') + " O\n"), HasSubstr("found 4097"));
  ColumnFormat typed;
  typed.types = {"LOC", "PER"};
  EXPECT_THAT(refused("a B-PRE\n", typed), HasSubstr("found 'PRE'; did you mean 'PER'?"));
  EXPECT_EQ(read("a B-PER\n", typed).corpus.label_set, LabelSet({"LOC", "PER"}));
}

TEST(ColumnReader, ListsTwentyDefectsThenCounts) {
  std::string bytes = "a O\n";
  for (int i = 0; i < 25; ++i) bytes += "b X\n";
  const std::string text = refused(bytes);
  EXPECT_THAT(text, HasSubstr("f.txt:21:3: "));
  EXPECT_THAT(text, testing::Not(HasSubstr("f.txt:22:3: ")));
  EXPECT_THAT(text, HasSubstr("and 5 more"));
}

TEST(ColumnReader, EmptyFilesAreErrors) {
  EXPECT_THAT(refused(""), HasSubstr("expected at least one sentence"));
  EXPECT_THAT(refused("\n \n\t\n"), HasSubstr("expected at least one sentence"));
}

TEST(ColumnReader, RepairsOrRefusesMalformedTransitions) {
  const auto repaired = read("a O\nb I-X\nc I-X\n\nd I-Y\n");
  EXPECT_EQ(shown(repaired), "a/O b/B-X c/I-X | d/B-Y");
  EXPECT_EQ(repaired.report.malformed, 2U);
  ColumnFormat strict;
  strict.strict = true;
  EXPECT_THAT(
      refused("a O\nb I-X\nc I-X\n\nd I-Y\n", strict),
      StartsWith(
          "f.txt:2: expected tags of the scheme iob2, found I- where it cannot stand\nf.txt:5:"));
}

TEST(ColumnReader, ConvertsTheSchemeOfTheFormat) {
  ColumnFormat format;
  format.scheme = Scheme::kIobes;
  const auto converted = read("a B-X\nb E-X\nc S-X\n", format);
  EXPECT_EQ(shown(converted), "a/B-X b/I-X c/B-X");
  EXPECT_EQ(converted.report.malformed, 0U);
}

TEST(ColumnReader, DropsDocstartAndItsSentence) {
  const std::string bytes = "-DOCSTART- O\n\n-DOCSTART- O\na B-X\n\nb O\n";
  const auto dropped = read(bytes);
  EXPECT_EQ(shown(dropped), "a/B-X | b/O");
  EXPECT_EQ(dropped.report.docstart_words, 2U);
  EXPECT_EQ(dropped.report.docstart_sentences, 1U);
  ColumnFormat keep;
  keep.keep_docstart = true;
  EXPECT_EQ(shown(bytes, keep), "-DOCSTART-/O | -DOCSTART-/O a/B-X | b/O");
}

TEST(ColumnReader, HashIsAWordUnlessTheFormatHasComments) {
  EXPECT_EQ(shown("# O\na O\n"), "#/O a/O");
  ColumnFormat universal;
  universal.separator = Separator::kTab;
  universal.columns = 5;
  universal.word = 2;
  universal.label = 3;
  universal.comment = "#";
  const auto corpus =
      read("# newdoc id = d\n# sent_id = d-7\n# text = # a\n1\t#\tO\t-\t-\n2\ta\tB-X\t-\t-\n",
           universal);
  EXPECT_EQ(shown(corpus), "#/O a/B-X");
  EXPECT_EQ(corpus.corpus.text.sentences[0].id, "d-7");
  EXPECT_EQ(corpus.report.comments, 3U);
  ColumnFormat two;
  two.comment = "#";
  EXPECT_EQ(shown("# sent_id = 1\n#\tO\na\tO\n#\tO\n", two), "#/O a/O #/O");
}

TEST(ColumnReader, SentenceIdsAreUnique) {
  ColumnFormat format;
  format.comment = "#";
  EXPECT_THAT(refused("# sent_id = s\na O\n\n# sent_id = s\nb O\n", format),
              StartsWith("f.txt:5: expected unique sentence ids, found 's' again"));
}

TEST(ColumnReader, RemovesALanguagePrefixThatAllWordsHave) {
  ColumnFormat format;
  format.word_prefix = "en:";
  EXPECT_EQ(shown("en:Ana\tB-PER\nen:en:x\tO\n", format), "Ana/B-PER en:x/O");
  EXPECT_EQ(shown("Ana\tB-PER\nen:x\tO\n", format), "Ana/B-PER en:x/O");
  EXPECT_THAT(refused("en:Ana\tB-PER\nva\tO\n", format),
              StartsWith("f.txt:2:1: expected 'en:' before the word"));
  EXPECT_THAT(refused("en:\tO\n", format), HasSubstr("expected a word of 1"));
}

TEST(ColumnReader, KeepsUnusualCharactersAndCountsThem) {
  const auto read_back = read("a\u200Bb O\n\u200F O\nc\u00A0d O\ne O\n");
  EXPECT_EQ(read_back.report.unusual_words, 3U);
  EXPECT_EQ(read_back.corpus.text.sentences[0].words[1], "\u200F");
}

TEST(ColumnReader, PassesOnDefectiveLinesAndRepairs) {
  EXPECT_THAT(refused("a O\nb\xFF O\n"),
              StartsWith("f.txt:2:2: expected UTF-8, found the byte 0xFF"));
  ColumnFormat repair;
  repair.repair_utf8 = true;
  const auto repaired = read("b\xFF O\n", repair);
  EXPECT_EQ(shown(repaired), "b\xEF\xBF\xBD/O");
  EXPECT_EQ(repaired.report.lines.repaired_bytes, 1U);
}

TEST(ColumnReader, BoundsTheSentence) {
  std::string bytes;
  for (std::size_t i = 0; i < kMaxSentenceWords; ++i) bytes += "a O\n";
  EXPECT_EQ(read(bytes).corpus.text.word_count(), kMaxSentenceWords);
  EXPECT_EQ(refused(bytes + "a O\na O\n"),
            "f.txt:10001:1: expected sentences of at most 10000 words, found a longer one");
}

TEST(ColumnReader, ReadsWordsWithoutLabels) {
  ColumnFormat words;
  words.label = 0;
  const auto corpus = read("a\nb\n\nc\n", words);
  EXPECT_EQ(shown(corpus), "a b | c");
  EXPECT_TRUE(corpus.corpus.labels.empty());
}

TEST(ColumnReader, BoundsWhatItQuotesAndKeeps) {
  EXPECT_THAT(refused("a B-" + std::string(5000, 'x') + "\n"), HasSubstr("found 'B-xxx"));
  EXPECT_LT(refused("a X" + std::string(500'000, 'x') + "\n").size(), 300U);
  ColumnFormat format;
  format.comment = "#";
  EXPECT_THAT(refused("# sent_id = " + std::string(4097, 'i') + "\na O\n", format),
              StartsWith("f.txt:1:1: expected a sentence id of at most 4096 bytes, found 4097"));
  EXPECT_EQ(read("# sent_id = " + std::string(4096, 'i') + "\na O\n", format)
                .corpus.text.sentences[0]
                .id.size(),
            4096U);
}

TEST(ColumnReader, AWordIsNotItsOwnTag) {
  EXPECT_THAT(refused("B-X\n"),
              StartsWith("f.txt:1:1: expected 2 columns separated by blanks, found 1"));
  ColumnFormat third;
  third.word = 2;
  third.label = -2;
  EXPECT_THAT(refused("a b c\n", third), StartsWith("f.txt:1:1: expected 4 columns"));
  EXPECT_EQ(shown("a b O d\n", third), "b/O");
}

TEST(ColumnReader, ATypeHasNoBlank) {
  EXPECT_THAT(refused("a\tB-x y\n"), StartsWith("f.txt:1:3: expected 'O' or a tag of the scheme"));
}

TEST(ColumnReader, LosesNoWordAtTheEndOfTheFile) {
  EXPECT_EQ(shown("a O\nb B-X"), "a/O b/B-X");
  EXPECT_EQ(shown("a O\n\nb B-X\r"), "a/O | b/B-X");
}

}  // namespace
}  // namespace xner::data
