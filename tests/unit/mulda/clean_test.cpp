// What a translator writes, made plain text: every damage that is known.
#include "plugins/mulda/clean.hpp"

#include <gtest/gtest.h>

namespace {

using mulda::clean;

TEST(Clean, UndoesHtml) {
  EXPECT_EQ(clean("AT&amp;T &quot;x&quot; &#39;y&#x27; &lt;3&gt;", false), "AT&T \"x\" 'y' <3>");
  // Once, and only what is an entity.
  EXPECT_EQ(clean("&amp;lt; R&D; a & b; &#0; &#xD800; &nosuch;", false),
            "&lt; R&D; a & b; &#0; &#xD800; &nosuch;");
}

TEST(Clean, RemovesWhatHasNoWidthButKeepsJoiners) {
  EXPECT_EQ(clean("a\u200Bb\uFEFF\u2060c\u200E\u00ADd", false), "abcd");
  EXPECT_EQ(clean("می\u200Cروم", false), "می\u200Cروم");
  EXPECT_EQ(clean("a\x01\x02 b", false), "a b");
}

TEST(Clean, WhiteSpaceIsOneBlank) {
  EXPECT_EQ(clean("  a \t b\u00A0\u3000c \n", false), "a b c");
  EXPECT_EQ(clean(" \t ", false), "");
}

TEST(Clean, HyphensInsideWordsBecomeBlanksWhereAsked) {
  EXPECT_EQ(clean("Nicht-LOC0 - und U\u2011Boot -5 x-", true), "Nicht LOC0 - und U Boot -5 x-");
  EXPECT_EQ(clean("Nicht-LOC0", false), "Nicht-LOC0");
}

TEST(Clean, ComposesAndRepairs) {
  EXPECT_EQ(clean("Zu\u0308rich", false), "Zürich");
  EXPECT_EQ(clean("a\xFFz", false), "a\uFFFDz");
}

}  // namespace
