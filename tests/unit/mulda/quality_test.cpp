// Filters one by one, and the report.
#include "plugins/mulda/quality.hpp"

#include <gmock/gmock.h>

namespace {

using mulda::filter;
using mulda::Filters;
using mulda::Quality;
using mulda::TaggedWords;
using mulda::Translation;
using nlohmann::json;

const TaggedWords kSource{{"Ann", "left", "Oslo", "."}, {{0, 1, "PER"}, {2, 3, "LOC"}}};

Translation good() {
  Translation one;
  one.target = TaggedWords{{"Ann", "ging", "weg", "."}, {{0, 1, "PER"}}};
  one.entities = {"translated", "translated"};
  return one;
}

std::string reason(const Translation& one, const Filters& filters = {}) {
  const auto drop = filter(kSource, one, filters);
  return drop ? drop->reason : "kept";
}

TEST(Filters, PlaceholdersByTheRecommendedPolicy) {
  EXPECT_EQ(reason(good()), "kept");
  Translation lost = good(), twice = good(), literal = good();
  lost.lost = {1};
  twice.duplicated = {0};
  literal.unknown = {"ORG7"};
  EXPECT_EQ(reason(lost), "kept");
  EXPECT_EQ(reason(twice), "duplicated_placeholder");
  EXPECT_EQ(reason(literal), "literal_placeholder");
  const Filters other{.drop_lost = true, .drop_literal = false, .drop_duplicated = false};
  EXPECT_EQ(reason(lost, other), "lost_placeholder");
  EXPECT_EQ(reason(twice, other), "kept");
  EXPECT_EQ(reason(literal, other), "kept");
}

TEST(Filters, TheRatioHasBothBoundsIncluded) {
  const auto with_words = [](std::size_t count) {
    Translation one = good();
    one.target->words.assign(count, "w");
    return one;
  };
  EXPECT_EQ(reason(with_words(12)), "kept");
  EXPECT_EQ(reason(with_words(13)), "length_ratio");
  EXPECT_EQ(reason(with_words(1)), "length_ratio");
  EXPECT_EQ(reason(with_words(2)), "kept");
  EXPECT_EQ(reason(with_words(100), {.maximum_ratio = 0}), "kept");
  EXPECT_EQ(reason(with_words(1), {.minimum_ratio = 0}), "kept");
  EXPECT_EQ(reason(with_words(0)), "no_words");
}

TEST(Filters, OfCrop) {
  EXPECT_EQ(reason(good(), {.maximum_entities = 1}), "too_many_entities");
  EXPECT_EQ(reason(good(), {.maximum_entities = 2}), "kept");
  EXPECT_EQ(reason(good(), {.minimum_words = 5}), "too_few_words");
  EXPECT_EQ(reason(good(), {.minimum_words = 4, .maximum_words = 4}), "kept");
  EXPECT_EQ(reason(good(), {.maximum_words = 3}), "too_many_words");
  Translation repeating = good();
  repeating.target->words = {"a", "a", "a", ".", ".", ".", "."};
  EXPECT_EQ(reason(repeating, {.maximum_repeats = 2}), "repeated_word");
  EXPECT_EQ(reason(repeating, {.maximum_repeats = 3}), "kept");  // punctuation may repeat
  Translation wide = good();
  wide.target->words[1] = "ääää";  // characters, not bytes
  EXPECT_EQ(reason(wide, {.maximum_characters = 4}), "kept");
  EXPECT_EQ(reason(wide, {.maximum_characters = 3}), "long_word");
}

TEST(QualityReport, CountsWhatBecameOfEverything) {
  Quality quality;
  Translation repaired = good();
  repaired.exact = 1;
  repaired.repaired = 1;
  Translation lost = good();
  lost.entities[1] = "lost";
  lost.lost = {1};
  Translation twice = good();
  twice.duplicated = {0};
  const Filters filters{.limit = 2};
  EXPECT_TRUE(quality.add("1", kSource, repaired, filters));
  EXPECT_TRUE(quality.add("2", kSource, lost, filters));
  EXPECT_FALSE(quality.add("3", kSource, twice, filters));
  EXPECT_FALSE(quality.add("4", kSource, {}, filters));
  EXPECT_FALSE(quality.add("5", kSource, good(), filters));
  const json report = quality.report();
  EXPECT_EQ(report["sentences"], json({{"source", 5}, {"translated", 4}, {"kept", 2}}));
  EXPECT_EQ(report["without_translation"], json({"4"}));
  EXPECT_EQ(report["entities"]["source"], 10);
  EXPECT_EQ(report["entities"]["kept"], 2);
  EXPECT_EQ(report["entities"]["status"], json({{"translated", 7}, {"lost", 1}}));
  EXPECT_EQ(report["placeholders"],
            json({{"exact", 1}, {"repaired", 1}, {"lost", 1}, {"duplicated", 1}, {"unknown", 0}}));
  EXPECT_EQ(report["dropped"], json({{"duplicated_placeholder", 1}, {"beyond_limit", 1}}));
  EXPECT_EQ(
      report["drops"][0],
      json({{"source_id", "3"}, {"reason", "duplicated_placeholder"}, {"detail", "entities 0"}}));
  EXPECT_EQ(report["losses"],
            json::array({{{"source_id", "2"}, {"entity", 1}, {"status", "lost"}}}));
  EXPECT_EQ(report["ratio"],
            json({{"minimum", 1.0}, {"median", 1.0}, {"mean", 1.0}, {"maximum", 1.0}}));
  EXPECT_TRUE(Quality().report()["ratio"].is_null());
}

}  // namespace
