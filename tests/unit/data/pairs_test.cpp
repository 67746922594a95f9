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

TEST(Partners, AreNumbersOfTheSourceBySourceId) {
  EXPECT_THAT(partners(kSource, corpus({{"1", {"w"}, "b"},
                                        {"a", {"w"}, ""},
                                        {"2", {"w"}, "z"},
                                        {"3", {"w"}, "a"},
                                        {"4", {"w"}, "z"}})),
              testing::ElementsAre(1, -1, -1, 0, -1));
}

TEST(Partners, RefusesWhatIsNoPair) {
  const auto refusal = [](const TextCorpus& source, const TextCorpus& translations) {
    try {
      (void)partners(source, translations);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(refusal(kSource, corpus({{"1", {"w"}, "b"}, {"2", {"w"}, "b"}})),
              testing::HasSubstr("one translation of a sentence in 'n', found 'b' twice"));
  EXPECT_THAT(refusal(corpus({{"a", {"w"}, ""}, {"a", {"w"}, ""}}), corpus({})),
              testing::HasSubstr("found 'a' twice"));
}

TEST(Join, OneCorpusUnderTheSourcesLabels) {
  const LabelledCorpus source{corpus({{"a", {"v", "w"}, ""}}), LabelSet({"LOC", "PER"}), {{3, 0}}};
  const LabelledCorpus translations{corpus({{"1", {"x"}, "a"}}), LabelSet({"PER"}), {{1}}};
  const LabelledCorpus joined = join(source, translations);
  EXPECT_EQ(joined.label_set, source.label_set);
  EXPECT_EQ(joined.text.name, "n+n");
  ASSERT_EQ(joined.size(), 2U);
  EXPECT_EQ(joined.text.sentences[1].source_id, "a");
  EXPECT_THAT(joined.labels,
              testing::ElementsAre(testing::ElementsAre(3, 0), testing::ElementsAre(3)));
  const LabelledCorpus other{corpus({{"1", {"x"}, "a"}}), LabelSet({"ORG"}), {{1}}};
  EXPECT_THROW((void)join(source, other), Error);
}

}  // namespace
}  // namespace xner::data
