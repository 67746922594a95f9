#include "harness/text/grapheme_clusters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::text {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> clusters(std::string_view text) {
  static const GraphemeClusters kClusters;
  std::vector<std::string> all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = kClusters.end_of(text, at);
    all.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return all;
}

// Named after the rules of Unicode Standard Annex 29.
TEST(GraphemeClusters, ControlsStandAlone) {
  EXPECT_THAT(clusters("a\r\n\n\r"), ElementsAre("a", "\r\n", "\n", "\r"));      // GB3
  EXPECT_THAT(clusters("a\u200b\u0301"), ElementsAre("a", "\u200b", "\u0301"));  // GB4
  EXPECT_THAT(clusters("\u0600\u200b"), ElementsAre("\u0600", "\u200b"));        // GB5
}

TEST(GraphemeClusters, HangulSyllablesStayTogether) {
  EXPECT_THAT(clusters("\u1100\u1161\u11a8\u1100"), ElementsAre("\u1100\u1161\u11a8", "\u1100"));
  EXPECT_THAT(clusters("\uac00\u11a8\uac01\u1161"),
              ElementsAre("\uac00\u11a8", "\uac01", "\u1161"));
}

TEST(GraphemeClusters, MarksJoinWhatIsBeforeThem) {
  EXPECT_THAT(clusters("e\u0301\u0301e"), ElementsAre("e\u0301\u0301", "e"));          // GB9
  EXPECT_THAT(clusters("\u0915\u093e\u0915"), ElementsAre("\u0915\u093e", "\u0915"));  // GB9a
  EXPECT_THAT(clusters("\u0600\u0661a"), ElementsAre("\u0600\u0661", "a"));            // GB9b
}

TEST(GraphemeClusters, LinkersJoinConsonants) {  // GB9c
  EXPECT_THAT(clusters("\u0915\u094d\u0916"), ElementsAre("\u0915\u094d\u0916"));
  EXPECT_THAT(clusters("\u0915\u0301\u094d\u200d\u0916"),
              ElementsAre("\u0915\u0301\u094d\u200d\u0916"));
  EXPECT_THAT(clusters("\u0915\u0301\u0916"), ElementsAre("\u0915\u0301", "\u0916"));
  EXPECT_THAT(clusters("\u0915\u094d\u200c\u0916"), ElementsAre("\u0915\u094d\u200c", "\u0916"));
  EXPECT_THAT(clusters("a\u094d\u0916"), ElementsAre("a\u094d", "\u0916"));
}

TEST(GraphemeClusters, JoinersJoinPictographs) {  // GB11
  EXPECT_THAT(clusters("\u00a9\u0301\u200d\u2122"), ElementsAre("\u00a9\u0301\u200d\u2122"));
  EXPECT_THAT(clusters("\u00a9\u200d\u200d\u2122"), ElementsAre("\u00a9\u200d\u200d", "\u2122"));
  EXPECT_THAT(clusters("\u00a9\u200d\u0301\u2122"), ElementsAre("\u00a9\u200d\u0301", "\u2122"));
  EXPECT_THAT(clusters("a\u200d\u2122"), ElementsAre("a\u200d", "\u2122"));
}

}  // namespace
}  // namespace xner::text
