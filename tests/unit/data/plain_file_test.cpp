// harness/data/plain_file.cpp: what is guessed about a file that nothing describes.
#include "harness/data/plain_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/data/temporary_file.hpp"

namespace xner::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(PlainFile, WordFirstLabelLast) {
  const TemporaryFile file("Ana NC B-PER\n# X O\n\n-DOCSTART- X O\n");
  const auto corpus = read_plain_labelled(file.path()).corpus;
  EXPECT_THAT(corpus.text.sentences[0].words, ElementsAre("Ana", "#"));
  EXPECT_THAT(corpus.text.sentences[1].words, ElementsAre("-DOCSTART-"));
  EXPECT_EQ(corpus.labels[0], (std::vector<LabelId>{1, 0}));
  EXPECT_EQ(corpus.text.name, file.path().string());
}

TEST(PlainFile, WordsOnly) {
  const TemporaryFile file("Ana\nva\n\n20 000 km\n", "f.txt");
  EXPECT_THAT(error_of([&] { (void)read_plain_text(file.path()); }),
              HasSubstr("f.txt:4:4: expected 1 columns"));
  const TemporaryFile plain("Ana\nva\n");
  EXPECT_THAT(read_plain_text(plain.path()).sentences[0].words, ElementsAre("Ana", "va"));
  EXPECT_THAT(error_of([&] { (void)read_plain_labelled(plain.path()); }),
              HasSubstr("expected at least two columns"));
}

TEST(PlainFile, LabelsAreNotReadAsText) {
  const TemporaryFile file("Ana\tnot a tag\nva\t\n");
  EXPECT_THAT(read_plain_text(file.path()).sentences[0].words, ElementsAre("Ana", "va"));
}

TEST(PlainFile, FindsTheSchemeFromPrefixes) {
  const TemporaryFile iobes("a B-X\nb E-X\nc S-X\n");
  EXPECT_EQ(read_plain_labelled(iobes.path()).corpus.labels[0], (std::vector<LabelId>{1, 2, 1}));
  const TemporaryFile bilou("a B-X\nb L-X\nc U-X\n");
  EXPECT_EQ(read_plain_labelled(bilou.path()).corpus.labels[0], (std::vector<LabelId>{1, 2, 1}));
  const TemporaryFile ioe("a I-X\nb E-X\nc E-X\n");
  EXPECT_EQ(read_plain_labelled(ioe.path()).corpus.labels[0], (std::vector<LabelId>{1, 2, 1}));
  const TemporaryFile iob1("a I-X\nb I-X\nc B-X\n");
  EXPECT_EQ(read_plain_labelled(iob1.path()).corpus.labels[0], (std::vector<LabelId>{1, 2, 1}));
}

TEST(PlainFile, RecognisesUniversalNer) {
  const TemporaryFile file("# sent_id = s\n1\tAna\tB-PER\t-\tme\n2\t#\tO\t-\tme\n");
  const auto corpus = read_plain_labelled(file.path()).corpus;
  EXPECT_EQ(corpus.text.sentences[0].id, "s");
  EXPECT_THAT(corpus.text.sentences[0].words, ElementsAre("Ana", "#"));
  EXPECT_EQ(corpus.labels[0], (std::vector<LabelId>{1, 0}));
}

TEST(PlainFile, ReadsTheCanonicalForm) {
  LabelledCorpus corpus;
  corpus.text = {"n", "xx", {{"1", {"a"}, ""}}};
  corpus.label_set = LabelSet({"X"});
  corpus.labels = {{1}};
  const TemporaryFile file(to_canonical(corpus));
  EXPECT_EQ(to_canonical(read_plain_labelled(file.path()).corpus), to_canonical(corpus));
  EXPECT_EQ(to_canonical(read_plain_text(file.path())), to_canonical(corpus.text));
}

TEST(PlainFile, EmptyFilesSayThatTheyAreEmpty) {
  const TemporaryFile file("\n\n");
  EXPECT_THAT(error_of([&] { (void)read_plain_labelled(file.path()); }),
              HasSubstr("at least one sentence"));
  EXPECT_THAT(error_of([&] { (void)read_plain_text(file.path()); }),
              HasSubstr("at least one sentence"));
}

}  // namespace
}  // namespace xner::data
