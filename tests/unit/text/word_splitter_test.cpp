#include "harness/text/word_splitter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> split(std::string_view text, const NormalizerSettings& settings = {}) {
  const WordSplitter splitter(settings);
  std::vector<std::string> words;
  NormalizedWord word;
  for (std::size_t at = 0; splitter.next(text, at, word);) words.emplace_back(word.text());
  return words;
}

TEST(WordSplitter, SplitsAtWhiteSpaceAndIsolatesPunctuation) {
  EXPECT_THAT(split("Don't\u00a0 stop.. "), ElementsAre("don", "'", "t", "stop", ".", "."));
  EXPECT_THAT(split("\u3000"), IsEmpty());
  EXPECT_THAT(split(""), IsEmpty());
}

TEST(WordSplitter, InvisibleCharactersVanishWithoutSplitting) {
  EXPECT_THAT(split("a\u200db\ufeffc\u00add"), ElementsAre("abcd"));
  EXPECT_THAT(split("\u200e"), IsEmpty());
  EXPECT_THAT(split("a\u200db", {.clean_text = false}), ElementsAre("a\u200db"));
}

TEST(WordSplitter, IdeographsAreWords) {
  EXPECT_THAT(split("ab\u4e2d\u6587c \u304b\u306a"),
              ElementsAre("ab", "\u4e2d", "\u6587", "c", "\u304b\u306a"));
  EXPECT_THAT(split("a\u4e2d", {.handle_chinese_chars = false}), ElementsAre("a\u4e2d"));
}

TEST(WordSplitter, AccentsAndCase) {
  EXPECT_THAT(split("\u00c9e\u0301 \u0130"), ElementsAre("ee", "i"));
  EXPECT_THAT(split("\u00c9 \u0130", {.strip_accents = false}), ElementsAre("\u00e9", "i\u0307"));
  EXPECT_THAT(split("\u00c9", {.lowercase = false}), ElementsAre("E"));
  EXPECT_THAT(split("\ud55c\uac00"), ElementsAre("\u1112\u1161\u11ab\u1100\u1161"));
}

// U+302E has combining class 224, U+1D165 216; U+0301 is stripped, and so is U+0941, whose class is
// 0.
TEST(WordSplitter, MarksThatStayAreInCanonicalOrder) {
  EXPECT_THAT(split("x\u302e\U0001d165"), ElementsAre("x\U0001d165\u302e"));
  EXPECT_THAT(split("x\u302e\u0301\U0001d165"), ElementsAre("x\U0001d165\u302e"));
  EXPECT_THAT(split("x\u302e\u0941\U0001d165"), ElementsAre("x\u302e\U0001d165"));
  EXPECT_THAT(split("x\u302ey\U0001d165"), ElementsAre("x\u302ey\U0001d165"));
  EXPECT_THAT(split("x\u302e\U0001d165", {.strip_accents = false}),
              ElementsAre("x\u302e\U0001d165"));
}

TEST(WordSplitter, CountsTheCharactersOfVeryLongWords) {
  const WordSplitter splitter(NormalizerSettings{});
  std::string text;
  for (int i = 0; i < 300; ++i) text += "\U0001d165";
  text += " a";
  NormalizedWord word;
  std::size_t at = 0;
  ASSERT_TRUE(splitter.next(text, at, word));
  EXPECT_EQ(word.characters(), 300U);
  EXPECT_EQ(word.text().size(), 4 * NormalizedWord::kMaxCharacters);
  ASSERT_TRUE(splitter.next(text, at, word));
  EXPECT_EQ(word.text(), "a");
}

}  // namespace
}  // namespace xner::text
