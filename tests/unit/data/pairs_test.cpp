// harness/data/pairs.cpp: pairs by id and by order.
#include "harness/data/pairs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"

namespace xner::data {
namespace {

TextCorpus corpus(std::vector<Sentence> sentences) { return {"n", "xx", std::move(sentences)}; }
const TextCorpus kSource = corpus({{"a", {"w"}, ""}, {"b", {"w"}, ""}});

TEST(Pairs, ByIdAndByStatedSource) {
  TextCorpus translations = corpus({{"b", {"w"}, ""}, {"x", {"w"}, "a"}, {"y", {"w"}, ""}});
  EXPECT_EQ(pair_translations(kSource, translations, PairRule::kIds), 2U);
  EXPECT_EQ(translations.sentences[0].source_id, "b");
  EXPECT_EQ(translations.sentences[1].source_id, "a");
  EXPECT_EQ(translations.sentences[2].source_id, "");
}

TEST(Pairs, ByOrder) {
  TextCorpus translations = corpus({{"1", {"w"}, ""}, {"2", {"w"}, ""}});
  EXPECT_EQ(pair_translations(kSource, translations, PairRule::kOrder), 2U);
  EXPECT_EQ(translations.sentences[1].source_id, "b");
}

TEST(Pairs, RefusesWhatCannotPair) {
  TextCorpus one = corpus({{"1", {"w"}, ""}});
  EXPECT_THROW((void)pair_translations(kSource, one, PairRule::kOrder), Error);
  EXPECT_THROW((void)pair_translations(kSource, one, PairRule::kIds), Error);
}

}  // namespace
}  // namespace xner::data
