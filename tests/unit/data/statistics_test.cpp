// harness/data/statistics.cpp: entities as conlleval counts, repetitions.
#include "harness/data/statistics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xner::data {
namespace {

using testing::ElementsAre;
using testing::Pair;

LabelledCorpus corpus(std::vector<std::vector<std::string>> tags) {
  LabelledCorpus out;
  out.label_set = LabelSet({"A", "B", "C"});
  for (const auto& sentence : tags) {
    out.text.sentences.push_back({std::to_string(out.size()), {}, ""});
    auto& labels = out.labels.emplace_back();
    for (const auto& tag : sentence) {
      out.text.sentences.back().words.push_back("w" + tag);
      labels.push_back(*out.label_set.find(tag));
    }
  }
  return out;
}

TEST(Statistics, CountsSentencesWordsAndEntities) {
  const auto held =
      statistics(corpus({{"B-A", "I-A", "O", "B-A", "B-A"}, {"B-B", "I-A"}, {"O"}, {"O"}}));
  EXPECT_EQ(held.sentences, 4U);
  EXPECT_EQ(held.words, 9U);
  EXPECT_EQ(held.longest, 5U);
  EXPECT_EQ(held.entities, 5U);
  EXPECT_THAT(held.types, ElementsAre(Pair("A", 4), Pair("B", 1), Pair("C", 0)));
  EXPECT_EQ(held.repeated, 1U);
}

TEST(Statistics, CountsSharedSentences) {
  const auto one = corpus({{"O"}, {"O", "O"}, {"B-A"}});
  const auto other = corpus({{"O"}, {"B-A"}});
  EXPECT_EQ(shared_sentences(one.text, other.text), 2U);
}

}  // namespace
}  // namespace xner::data
