// The contract of `xner score`'s files: separators, line ends, what is a word, and every refusal
// with its place.
#include "harness/score/column_file.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/limits.hpp"

namespace xner::score {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

ColumnFile two(std::string_view bytes) { return parse_columns(bytes, "file", LabelColumns::kTwo); }
ColumnFile one(std::string_view bytes, const char* name = "file") {
  return parse_columns(bytes, name, LabelColumns::kOne);
}

std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(exit_code(error.kind()), 2);
    return error.what();
  }
  return "no error";
}

TEST(ColumnFile, ReadsSpacesOrTabsByFile) {
  const ColumnFile spaces = two("EU NNP  B-ORG I-ORG \nx y O O\n");
  ASSERT_EQ(spaces.sentences.size(), 1U);
  EXPECT_THAT(spaces.sentences[0].words, ElementsAre("EU", "x"));
  EXPECT_THAT(spaces.sentences[0].gold, ElementsAre("B-ORG", "O"));
  EXPECT_THAT(spaces.sentences[0].labels, ElementsAre("I-ORG", "O"));
  const ColumnFile tabs = two("New York\t\tB-LOC\tO\n");
  EXPECT_THAT(tabs.sentences[0].words, ElementsAre("New York"));
  EXPECT_EQ(tabs.columns, 4U);
}

TEST(ColumnFile, AcceptsBomCrLfAndAMissingLastNewline) {
  const ColumnFile file =
      two("\xEF\xBB\xBF"
          "a O O\r\n\r\n  \r\nb B-X O");
  ASSERT_EQ(file.sentences.size(), 2U);
  EXPECT_THAT(file.sentences[0].words, ElementsAre("a"));
  EXPECT_EQ(file.sentences[1].first_line, 4U);
  EXPECT_THAT(file.sentences[1].labels, ElementsAre("O"));
}

TEST(ColumnFile, TakesCommentAndBoundaryLookalikesAsWords) {
  const ColumnFile file = two("# O O\n-X- O O\n-DOCSTART- O O\n");
  ASSERT_EQ(file.sentences.size(), 1U);
  EXPECT_THAT(file.sentences[0].words, ElementsAre("#", "-X-", "-DOCSTART-"));
}

TEST(ColumnFile, EmptyFileHasNoSentence) {
  EXPECT_TRUE(two("").sentences.empty());
  EXPECT_TRUE(two("\n \n\n").sentences.empty());
}

TEST(ColumnFile, RefusesWithFileAndLine) {
  EXPECT_THAT(
      error_of([] { two("a O O\nb O\n"); }),
      StartsWith("file:2: expected 3 columns separated by spaces as in the lines before, found 2"));
  EXPECT_THAT(error_of([] { two("a\tO\tO\nb O O\n"); }),
              StartsWith("file:2: expected 3 columns separated by tabs"));
  EXPECT_THAT(error_of([] { two("a\n"); }), StartsWith("file:1: expected at least 2 columns"));
  EXPECT_THAT(error_of([] { two("a\tO\t\n"); }),
              StartsWith("file:1: expected a label in column 3"));
  EXPECT_THAT(error_of([] { two("a O O\n\xC0\xAF O O\n"); }),
              StartsWith("file:2:1: expected UTF-8, found byte 0xC0"));
  EXPECT_THAT(error_of([] { two("a O O\rb O O\n"); }),
              StartsWith("file:1:6: expected text, found the control"));
  EXPECT_THAT(error_of([] { two(std::string("a\0b O O", 7)); }),
              StartsWith("file:1:2: expected text"));
  EXPECT_THAT(error_of([] { two(std::string((1 << 20) + 1, 'a')); }),
              StartsWith("file:1: expected lines of at most"));
}

TEST(Align, ExtraColumnsMayDiffer) {
  const Alignment both =
      align(one("a NN x B-X\nb NN x O\n\nc NN x O\n"), one("a B-X\nb I-X\n\n\nc O\n"));
  ASSERT_EQ(both.file.sentences.size(), 2U);
  EXPECT_THAT(both.file.sentences[0].gold, ElementsAre("B-X", "O"));
  EXPECT_THAT(both.file.sentences[0].labels, ElementsAre("B-X", "I-X"));
  EXPECT_EQ(both.differing_words, 0U);
}

TEST(Align, TellsWhereWordsDiffer) {
  const Alignment both = align(one("a O\nb O\n", "gold"), one("a O\nB O\n", "predicted"));
  EXPECT_EQ(both.differing_words, 1U);
  EXPECT_EQ(both.first_difference, "predicted:2: expected the word 'b', found 'B'");
  EXPECT_EQ(align(one("a O\n"), one("O\n")).differing_words, 0U);
}

TEST(Align, RefusesDifferentLengths) {
  EXPECT_THAT(
      error_of([] { (void)align(one("a O\nb O\n", "gold"), one("a O\n\nb O\n", "predicted")); }),
      StartsWith("predicted:2: sentence 1: expected 2 words as in gold:1, found 1"));
  EXPECT_THAT(error_of([] { (void)align(one("a O\n\nb O\n", "gold"), one("a O\n", "predicted")); }),
              StartsWith("gold:3: expected 2 sentences as in gold, found 1 in predicted"));
  EXPECT_THAT(error_of([] { (void)align(one("", "gold"), one("a O\n", "predicted")); }),
              StartsWith("predicted:1: "));
}

TEST(FindLabel, GoldBeforePredicted) {
  const ColumnFile file = two("a O O\nb B-X I-X\n\nc S-X O\n");
  const auto starts_with = [](char letter) {
    return [letter](std::string_view label) { return label[0] == letter; };
  };
  const auto found = find_label(file, starts_with('S'));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->line, 4U);
  EXPECT_EQ(found->label, "S-X");
  EXPECT_EQ(find_label(file, [](std::string_view label) { return label != "O"; })->label, "B-X");
  EXPECT_FALSE(find_label(file, starts_with('E')));
}

TEST(ColumnFile, ListsTwentyDefectsThenCounts) {
  std::string bytes = "a O O\n";
  for (int i = 0; i < 25; ++i) bytes += "b O\n";
  const std::string text = error_of([&] { two(bytes); });
  EXPECT_THAT(text, HasSubstr("\nfile:21: expected 3 columns"));
  EXPECT_THAT(text, testing::Not(HasSubstr("file:22:")));
  EXPECT_THAT(text, HasSubstr("\nand 5 more"));
}

TEST(ColumnFile, TheLastLineNeedsNoNewline) {
  EXPECT_THAT(two("a O O\nb B-X O").sentences[0].words, ElementsAre("a", "b"));
  EXPECT_EQ(two("a O O\n\nb B-X O").sentences.size(), 2U);
}

TEST(ColumnFile, RefusesWhatNoReaderTakesForText) {
  for (const char* control : {"\u0085", "\u2028", "\u2029", "\x7F", "\x0B", "\x0C", "\u009B"})
    EXPECT_THAT(error_of([&] { two(std::string("a") + control + " O O\n"); }),
                StartsWith("file:1:2: expected text, found the control character U+"))
        << control;
}

TEST(ColumnFile, BoundsWordsLabelsSentencesAndQuotes) {
  const std::string longest(kMaxTokenBytes, 'x');
  EXPECT_EQ(two(longest + " O " + longest + "\n").sentences.size(), 1U);
  EXPECT_EQ(error_of([&] { two(longest + "x O O\n"); }),
            "file:1: expected a word of at most 4096 bytes in column 1, found 4097");
  EXPECT_EQ(error_of([&] { two("a O x" + longest + "\n"); }),
            "file:1: expected a label of at most 4096 bytes in column 3, found 4097");
  // A document without blank lines may be as long as the file.
  std::string words;
  for (std::size_t i = 0; i < 2 * kMaxSentenceWords; ++i) words += "a O O\n";
  EXPECT_EQ(two(words).sentences.size(), 1U);
}

TEST(ColumnFile, BlanksAtTheEdgesOfAFieldAreNotPartOfIt) {
  const ColumnFile file = two(" New York \t B-LOC\tO \n");
  EXPECT_THAT(file.sentences[0].words, ElementsAre("New York"));
  EXPECT_THAT(file.sentences[0].gold, ElementsAre("B-LOC"));
  EXPECT_THAT(file.sentences[0].labels, ElementsAre("O"));
  EXPECT_EQ(error_of([] { two(" \tO\tO\n"); }),
            "file:1: expected a word in column 1, found nothing");
}

}  // namespace
}  // namespace xner::score
