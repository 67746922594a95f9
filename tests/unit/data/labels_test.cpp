// harness/data/labels.cpp: the one order of labels.
#include "harness/data/labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"

namespace xner::data {
namespace {

using testing::ElementsAre;

TEST(LabelSet, OrdersTypesAlphabeticallyAndOnce) {
  const LabelSet labels({"PER", "LOC", "PER"});
  EXPECT_THAT(labels.names(), ElementsAre("O", "B-LOC", "I-LOC", "B-PER", "I-PER"));
  EXPECT_THAT(labels.types(), ElementsAre("LOC", "PER"));
  EXPECT_EQ(labels, LabelSet({"LOC", "PER"}));
}

TEST(LabelSet, WithoutTypesHasOnlyO) {
  EXPECT_EQ(LabelSet().size(), 1U);
  EXPECT_EQ(LabelSet(), LabelSet(std::vector<std::string>{}));
}

TEST(LabelSet, FindIsTheInverseOfName) {
  const LabelSet labels({"ORG", "MISC", "X-Y"});
  for (LabelId id = 0; id < static_cast<LabelId>(labels.size()); ++id)
    EXPECT_EQ(labels.find(labels.name(id)), id);
  for (const char* unknown : {"", "B", "B-", "B-LOC", "S-ORG", "b-ORG", "BORG", "o", "I-ORGX"})
    EXPECT_EQ(labels.find(unknown), std::nullopt) << unknown;
}

TEST(LabelSet, RefusesIdsOutsideTheSetAndTypesWithBlanks) {
  const LabelSet labels({"ORG"});
  EXPECT_THROW((void)labels.name(3), Error);
  EXPECT_THROW((void)labels.name(kIgnored), Error);
  EXPECT_THROW(LabelSet({"A B"}), Error);
  EXPECT_THROW(LabelSet({""}), Error);
}

}  // namespace
}  // namespace xner::data
